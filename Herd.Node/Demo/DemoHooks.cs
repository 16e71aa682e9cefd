using System.Net.Sockets;
using Herd.Actors.Gossip;
using Microsoft.AspNetCore.Builder;

namespace Herd.Node.Demo;

/// <summary>What a node has beside others when it is part of <c>herd demo</c>.</summary>
/// <param name="Dial">Makes connections to neighbours.</param>
/// <param name="Map">Maps the demo's endpoints.</param>
/// <param name="IsTrusted">Whether a page of another origin may change something: those of the demo's nodes may.</param>
internal sealed record DemoHooks(Func<Neighbour, CancellationToken, Task<Socket>> Dial, Action<WebApplication> Map, Predicate<Uri> IsTrusted);
