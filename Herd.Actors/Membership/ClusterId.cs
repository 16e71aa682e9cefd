using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Herd.Actors.Membership;

/// <summary>A cluster. Clusters are ordered by the clock of the node that formed them, so all nodes agree on the order.</summary>
/// <param name="FormedAt">POSIX nanoseconds.</param>
/// <param name="By">The name of the node that formed it.</param>
public sealed record ClusterId(ulong FormedAt, string By) : IComparable<ClusterId>
{
    /// <summary>Each member's actor system name. Akka.Remote drops messages for others, so none enter the wrong cluster.</summary>
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

    public bool IsOlderThan(ClusterId other) => CompareTo(other) < 0;
}
