using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Herd.Actors.Membership;

/// <summary>
/// Which cluster: when it was formed, and by whom. The clusters of a herd are in order, the one formed first first; by the
/// clock of who formed it, so that the order is the same at every node whatever the clocks say.
/// </summary>
/// <param name="FormedAt">POSIX nanoseconds.</param>
/// <param name="By">The node's name.</param>
public sealed record ClusterId(ulong FormedAt, string By) : IComparable<ClusterId>
{
    /// <summary>
    /// The name of every member's actor system: Akka.Remote drops what is meant for another one, so that nobody gets into a
    /// cluster by mistake, as at a node that has just moved to another.
    /// </summary>
    [JsonIgnore]
    public string SystemName
    {
        get
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(By));
            return $"herd-{FormedAt:x16}-{BinaryPrimitives.ReadUInt32BigEndian(hash):x8}";
        }
    }

    public int CompareTo(ClusterId? other)
    {
        if (other is null)
            return 1;
        var order = FormedAt.CompareTo(other.FormedAt);
        return order != 0 ? order : string.CompareOrdinal(By, other.By);
    }

    /// <summary>Whether it was formed before another, so that the other's nodes move here.</summary>
    public bool IsOlderThan(ClusterId other) => CompareTo(other) < 0;
}
