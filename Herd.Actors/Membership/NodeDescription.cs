using Herd.Actors.Gossip;
using Herd.Actors.Protocol;

namespace Herd.Actors.Membership;

/// <summary>What a node tells every other of itself.</summary>
/// <param name="Name">Unique in the herd.</param>
/// <param name="Host">Where others reach it: a name or an address.</param>
/// <param name="ClientPort">For clients.</param>
/// <param name="LinkPort">For neighbours.</param>
/// <param name="HttpPort">For HTTP.</param>
public sealed record NodeDescription(string Name, string Host, int ClientPort, int LinkPort, int HttpPort)
{
    private const int MaxHostLength = 255;

    /// <summary>Whether a node could have told this of itself.</summary>
    public bool IsValid() =>
        Name is not null && NodeName.IsValid(Name)
        && Host is { Length: > 0 and <= MaxHostLength } && !Host.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && IsPort(ClientPort) && IsPort(LinkPort) && IsPort(HttpPort);

    private static bool IsPort(int port) => port is >= 0 and <= ushort.MaxValue;
}
