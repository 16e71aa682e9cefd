namespace Herd.Actors.Membership.Transport;

/// <summary>
/// The host in a member's Akka address: another one at every start of a membership, in front of the node's own. Akka.Cluster
/// lets nobody join at the address of a member that it has, dead or alive, until all others that aren't down can be reached;
/// so one dead node would keep every other out that is started again.
/// </summary>
public static class MemberHost
{
    private const int LabelLength = 10;
    private const string Ipv6 = ".ip6";

    /// <summary>For a new membership of a node.</summary>
    /// <param name="host">Where others reach it: a name or an address.</param>
    public static string New(string host)
    {
        var inUri = host.Contains(':', StringComparison.Ordinal) ? host.Replace(':', '-') + Ipv6 : host;
        return $"m{Random.Shared.Next():x8}.{inUri}";
    }

    /// <summary>Where the node is; anything else as it is.</summary>
    /// <param name="host">As <see cref="New"/> made it, or <c>HOST:PORT</c> with such a host.</param>
    public static string PlaceOf(string host)
    {
        if (host.Length <= LabelLength || host[0] != 'm' || host[LabelLength - 1] != '.' || !host[1..(LabelLength - 1)].All(char.IsAsciiHexDigitLower))
            return host;
        var (name, port) = host.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (host[..colon], host[colon..]) : (host, "");
        name = name[LabelLength..];
        return (name.EndsWith(Ipv6, StringComparison.Ordinal) ? name[..^Ipv6.Length].Replace('-', ':') : name) + port;
    }
}
