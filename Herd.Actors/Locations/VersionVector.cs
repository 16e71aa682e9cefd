using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Herd.Actors.Protocol;

namespace Herd.Actors.Locations;

/// <summary>
/// For each origin and boot epoch, the sequence number up to which a node has everything, or something newer for the
/// same client. What isn't in it counts as 0.
/// </summary>
public sealed class VersionVector
{
    /// <summary>No node has more entries: what says it has isn't a vector.</summary>
    public const int MaxCount = 4096;

    private readonly ImmutableSortedDictionary<Key, ulong> _covered;

    private VersionVector(ImmutableSortedDictionary<Key, ulong> covered) => _covered = covered;

    public static VersionVector Empty { get; } = new(ImmutableSortedDictionary<Key, ulong>.Empty);

    public IEnumerable<(string Origin, ulong Epoch, ulong Sequence)> Entries =>
        _covered.Select(entry => (entry.Key.Origin, entry.Key.Epoch, entry.Value));

    public ulong this[string origin, ulong epoch] => _covered.GetValueOrDefault(new Key(origin, epoch));

    public static VersionVector From(IEnumerable<(string Origin, ulong Epoch, ulong Sequence)> entries)
    {
        var covered = ImmutableSortedDictionary.CreateBuilder<Key, ulong>();
        foreach (var (origin, epoch, sequence) in entries)
        {
            var key = new Key(origin, epoch);
            covered[key] = Math.Max(sequence, covered.GetValueOrDefault(key));
        }

        return new VersionVector(covered.ToImmutable());
    }

    /// <summary>Whether everything that <paramref name="other"/> covers is covered here too.</summary>
    public bool Covers(VersionVector other) => other.Entries.All(entry => this[entry.Origin, entry.Epoch] >= entry.Sequence);

    /// <summary>u16 entries, then of each: u8 length of the origin's name, the name, u64 epoch, u64 sequence number.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(2), checked((ushort)_covered.Count));
        output.Advance(2);
        foreach (var (key, sequence) in _covered)
        {
            var span = output.GetSpan(1 + 255 + 16);
            var nameLength = Encoding.UTF8.GetBytes(key.Origin, span[1..]);
            span[0] = checked((byte)nameLength);
            BinaryPrimitives.WriteUInt64LittleEndian(span[(1 + nameLength)..], key.Epoch);
            BinaryPrimitives.WriteUInt64LittleEndian(span[(9 + nameLength)..], sequence);
            output.Advance(17 + nameLength);
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote, to the last byte. What no node could have written isn't a vector.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out VersionVector vector)
    {
        vector = Empty;
        if (bytes.Length < 2)
            return false;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        bytes = bytes[2..];
        if (count > MaxCount)
            return false;
        var entries = new List<(string, ulong, ulong)>(count);
        for (; count > 0; count--)
        {
            if (bytes.Length < 1 || bytes.Length < 17 + bytes[0])
                return false;
            var afterName = bytes[(1 + bytes[0])..];
            var name = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
            var sequence = BinaryPrimitives.ReadUInt64LittleEndian(afterName[8..]);
            if (!NodeName.IsValid(name) || sequence is 0 or > UpdateFrame.MaxSequence)
                return false;
            entries.Add((name, BinaryPrimitives.ReadUInt64LittleEndian(afterName), sequence));
            bytes = afterName[16..];
        }

        vector = From(entries);
        return bytes.IsEmpty;
    }

    public override string ToString() => string.Join(", ", Entries.Select(entry => $"{entry.Origin}/{entry.Epoch}:{entry.Sequence}"));

    private readonly record struct Key(string Origin, ulong Epoch) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            var byOrigin = string.CompareOrdinal(Origin, other.Origin);
            return byOrigin != 0 ? byOrigin : Epoch.CompareTo(other.Epoch);
        }
    }
}
