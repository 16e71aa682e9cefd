using Herd.Actors.Gossip;
using Herd.Actors.Protocol;

namespace Herd.Actors.Membership;

/// <param name="Host">Where others reach it: a name or an address.</param>
public sealed record NodeDescription(string Name, string Host, int ClientPort, int LinkPort, int HttpPort)
{
    private const int MaxHostLength = 255;

    public bool IsValid() =>
        Name is not null && NodeName.IsValid(Name)
        && Host is { Length: > 0 and <= MaxHostLength } && !Host.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && IsPort(ClientPort) && IsPort(LinkPort) && IsPort(HttpPort);

    private static bool IsPort(int port) => port is >= 0 and <= ushort.MaxValue;
}
