using System.Globalization;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Membership;

namespace Herd.Node.Hosting;

/// <summary>What <c>GET /status</c> answers, as JSON: what a node knows and how its links are. <see cref="Status"/> fills it.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Herd">Its herd's name.</param>
/// <param name="Standing">What it is to the herd's membership: joining or member.</param>
/// <param name="Connections">How many clients are connected to it.</param>
/// <param name="Clients">How many clients' locations it holds.</param>
/// <param name="Digest">16 hexadecimal digits: equal at two nodes when they hold the same locations.</param>
/// <param name="Vector">For each origin and boot epoch, as ORIGIN/EPOCH, up to which sequence number it has all.</param>
/// <param name="Links">Its links, in the order of the neighbours' names.</param>
/// <param name="Members">Whom it sees in the herd, in the order of their names.</param>
/// <param name="StorageFault">Why what clients report can't be saved just now; null: it can, or nothing is to be saved.</param>
/// <param name="CertificateUntil">Until when its certificate is valid; null: no port has TLS.</param>
internal sealed record StatusReport(
    string Node,
    string Herd,
    string Standing,
    int Connections,
    int Clients,
    string Digest,
    IReadOnlyDictionary<string, ulong> Vector,
    IReadOnlyList<StatusReport.Link> Links,
    IReadOnlyList<StatusReport.Member> Members,
    string? StorageFault = null,
    DateTimeOffset? CertificateUntil = null)
{
    /// <summary>One link.</summary>
    /// <param name="Neighbour">The neighbour's name.</param>
    /// <param name="State">down, waiting, catching up, live or full (this node has no room for all that the neighbour has).</param>
    /// <param name="PendingBytes">What waits for the neighbour to take it.</param>
    internal sealed record Link(string Neighbour, string State, long PendingBytes);

    /// <summary>One member.</summary>
    /// <param name="Name">The node's.</param>
    /// <param name="State">joining, weakly up, up, leaving, exiting or down.</param>
    /// <param name="Reachable">Whether it answers.</param>
    /// <param name="Host">Where it is reached.</param>
    /// <param name="ClientPort">For clients.</param>
    /// <param name="LinkPort">For neighbours.</param>
    /// <param name="HttpPort">For HTTP.</param>
    /// <param name="Cluster">Where its membership is reached, HOST:PORT.</param>
    internal sealed record Member(
        string Name, string State, bool Reachable, string Host, int ClientPort, int LinkPort, int HttpPort, string Cluster);

    public static StatusReport Of(
        string node, string herd, RegistryStatus registry, IEnumerable<LinkStatus> links, int connections, Members members, string? storageFault, DateTimeOffset? certificateUntil = null) => new(
        node,
        herd,
        members.Standing is Actors.Membership.Standing.Member ? "member" : "joining",
        connections,
        registry.Clients,
        registry.Digest.ToString("x16", CultureInfo.InvariantCulture),
        registry.Vector.Entries.ToDictionary(entry => $"{entry.Origin}/{entry.Epoch}", entry => entry.Sequence),
        [.. links.OrderBy(link => link.Neighbour, StringComparer.Ordinal).Select(link => new Link(link.Neighbour, Text(link.State), link.PendingBytes))],
        [.. members.All.OrderBy(member => member.Name, StringComparer.Ordinal).Select(MemberOf)],
        storageFault,
        certificateUntil);

    /// <summary>How many updates this node lacks of those that <paramref name="others"/> have.</summary>
    public ulong Behind(IEnumerable<StatusReport> others)
    {
        var newest = new Dictionary<string, ulong>();
        foreach (var (origin, sequence) in others.SelectMany(other => other.Vector))
            newest[origin] = Math.Max(sequence, newest.GetValueOrDefault(origin));
        return newest.Where(origin => !HasDropped(origin.Key))
            .Aggregate(0UL, (sum, origin) => sum + origin.Value - Math.Min(origin.Value, Vector.GetValueOrDefault(origin.Key)));
    }

    /// <summary>
    /// Whether it is a past epoch of which this node holds nothing any more, so that its vector needn't speak of it.
    /// </summary>
    private bool HasDropped(string origin) => !Vector.ContainsKey(origin) && Vector.Keys.Any(known => IsLaterEpoch(known, origin));

    private static bool IsLaterEpoch(string known, string origin)
    {
        var (slash, otherSlash) = (known.LastIndexOf('/'), origin.LastIndexOf('/'));
        return known.AsSpan(0, slash).SequenceEqual(origin.AsSpan(0, otherSlash))
            && ulong.Parse(known.AsSpan(slash + 1), CultureInfo.InvariantCulture) > ulong.Parse(origin.AsSpan(otherSlash + 1), CultureInfo.InvariantCulture);
    }

    private static Member MemberOf(HerdMember member) => new(
        member.Name,
        member.State == MemberState.WeaklyUp ? "weakly up" : member.State.ToString().ToLowerInvariant(),
        member.IsReachable,
        member.Node.Host,
        member.Node.ClientPort,
        member.Node.LinkPort,
        member.Node.HttpPort,
        member.Id.ClusterPort);

    private static string Text(LinkState state) => state switch
    {
        LinkState.Down => "down",
        LinkState.Waiting => "waiting",
        LinkState.CatchingUp => "catching up",
        LinkState.Full => "full",
        _ => "live",
    };
}
