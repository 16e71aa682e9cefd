using System.Net.Sockets;
using Herd.Actors.Gossip;
using Microsoft.AspNetCore.Builder;

namespace Herd.Node.Demo;

/// <summary>Extensions of a node in <c>herd demo</c>.</summary>
/// <param name="IsTrusted">Which other origins' pages may change something: those of the demo's nodes.</param>
internal sealed record DemoHooks(Func<Neighbour, CancellationToken, Task<Socket>> Dial, Action<WebApplication> Map, Predicate<Uri> IsTrusted);
