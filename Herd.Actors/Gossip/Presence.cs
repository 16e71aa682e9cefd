using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Herd.Actors.Membership;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

/// <summary>A node's address, its cluster and that cluster's members. Sent as JSON on each connection, first and at each change.</summary>
/// <param name="Members">The cluster's members as the node sees them, itself included; empty: it is in no cluster.</param>
public sealed record Presence(NodeDescription Node, ulong Epoch, ClusterId? Cluster, IReadOnlyList<MemberId> Members)
{
    private const int MaxMembers = 10_000;

    private ReadOnlyMemory<byte>? _frame;

    // Copies everything but the cached frame.
    private Presence(Presence other) => (Node, Epoch, Cluster, Members) = (other.Node, other.Epoch, other.Cluster, other.Members);

    public ReadOnlyMemory<byte> ToFrame() =>
        _frame ??= LinkFrame.Write(LinkFrameKind.Presence, JsonSerializer.SerializeToUtf8Bytes(this, PresenceJson.Default.Presence));

    /// <summary>Null: not a valid body.</summary>
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

    // The JSON may lack properties that the constructor declares as non-null.
    private bool IsValid() =>
        Node is not null && Node.IsValid()
        && (Cluster is null || (Cluster.By is not null && NodeName.IsValid(Cluster.By)))
        && Members is { Count: <= MaxMembers } && Members.All(member => member is not null && IsAddress(member.Address) && member.Node is not null && member.Node.IsValid());

    private static bool IsAddress(string address) =>
        address?.LastIndexOf(':') is > 0 and var colon
        && ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}

/// <param name="Address">Its actor system's <c>HOST:PORT</c> in the cluster. The host differs at each start of that actor system.</param>
/// <param name="Uid">The actor system's, from Akka.Cluster.</param>
public sealed record MemberId(NodeDescription Node, ulong Epoch, string Address, long Uid)
{
    /// <summary><c>HOST:PORT</c>, reachable.</summary>
    [JsonIgnore]
    public string ClusterPort => $"{Node.Host}{Address[Address.LastIndexOf(':')..]}";
}

[JsonSerializable(typeof(Presence))]
internal sealed partial class PresenceJson : JsonSerializerContext;
