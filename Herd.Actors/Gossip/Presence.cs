using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Herd.Actors.Membership;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

/// <summary>
/// Where a node is, which cluster it is in, and who else is there. It shows that on each connection, at first and whenever it
/// changes. A frame's body, as JSON.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Epoch">Its boot epoch.</param>
/// <param name="Cluster">The cluster that it is a member of; null: none.</param>
/// <param name="Members">The cluster's members as it sees them, itself included; empty: it is no member.</param>
public sealed record Presence(NodeDescription Node, ulong Epoch, ClusterId? Cluster, IReadOnlyList<MemberId> Members)
{
    private const int MaxMembers = 10_000;

    private ReadOnlyMemory<byte>? _frame;

    // A changed copy has a frame of its own.
    private Presence(Presence other) => (Node, Epoch, Cluster, Members) = (other.Node, other.Epoch, other.Cluster, other.Members);

    public ReadOnlyMemory<byte> ToFrame() =>
        _frame ??= LinkFrame.Write(LinkFrameKind.Presence, JsonSerializer.SerializeToUtf8Bytes(this, PresenceJson.Default.Presence));

    /// <summary>Reads a frame's body. Null: it isn't one.</summary>
    public static Presence? TryRead(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, PresenceJson.Default.Presence) is { } presence && presence.IsValid() ? presence : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public bool Equals(Presence? other) =>
        other is not null && Node == other.Node && Epoch == other.Epoch && Cluster == other.Cluster && Members.SequenceEqual(other.Members);

    public override int GetHashCode() => HashCode.Combine(Node, Epoch, Cluster, Members.Count);

    // JSON may leave out what a constructor wants.
    private bool IsValid() =>
        Node is not null && Node.IsValid()
        && (Cluster is null || (Cluster.By is not null && NodeName.IsValid(Cluster.By)))
        && Members is { Count: <= MaxMembers } && Members.All(member => member is not null && IsAddress(member.Address) && member.Node is not null && member.Node.IsValid());

    private static bool IsAddress(string address) =>
        address?.LastIndexOf(':') is > 0 and var colon
        && ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

/// <summary>A member of a cluster: who it is, and which start of its membership.</summary>
/// <param name="Node">The node.</param>
/// <param name="Epoch">The node's boot epoch.</param>
/// <param name="Address">Its address in the cluster, <c>HOST:PORT</c>: another one whenever its membership's actor system is started again.</param>
/// <param name="Uid">That actor system's.</param>
public sealed record MemberId(NodeDescription Node, ulong Epoch, string Address, long Uid)
{
    /// <summary>Where its cluster port is, <c>HOST:PORT</c>.</summary>
    [JsonIgnore]
    public string ClusterPort => $"{Node.Host}{Address[Address.LastIndexOf(':')..]}";
}

[JsonSerializable(typeof(Presence))]
internal sealed partial class PresenceJson : JsonSerializerContext;
