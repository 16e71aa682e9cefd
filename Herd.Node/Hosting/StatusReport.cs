using System.Globalization;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Membership;

namespace Herd.Node.Hosting;

/// <summary>The JSON of <c>GET /status</c>. Standing is joining or member; Clients counts locations.</summary>
/// <param name="Digest">16 hexadecimal digits; equal at nodes that hold the same locations.</param>
/// <param name="Vector">By ORIGIN/EPOCH, the sequence number up to which the node has everything.</param>
/// <param name="StorageFault">Why reports can't be saved now; null: they can, or nothing is saved.</param>
/// <param name="CertificateUntil">When the certificate expires; null: no port has TLS.</param>
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
    /// <param name="State">down, waiting, catching up, live or full (this node has no room for all that the neighbour has).</param>
    internal sealed record Link(string Neighbour, string State, long PendingBytes);

    /// <param name="State">joining, weakly up, up, leaving, exiting or down.</param>
    /// <param name="Cluster">HOST:PORT.</param>
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

    /// <summary>How many updates this node lacks that <paramref name="others"/> have.</summary>
    public ulong Behind(IEnumerable<StatusReport> others)
    {
        var newest = new Dictionary<string, ulong>();
        foreach (var (origin, sequence) in others.SelectMany(other => other.Vector))
            newest[origin] = Math.Max(sequence, newest.GetValueOrDefault(origin));
        return newest.Where(origin => !HasDropped(origin.Key))
            .Aggregate(0UL, (sum, origin) => sum + origin.Value - Math.Min(origin.Value, Vector.GetValueOrDefault(origin.Key)));
    }

    /// <summary>Whether it is a past epoch of which the node holds nothing, so that its vector may omit it.</summary>
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
