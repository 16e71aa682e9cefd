using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Herd.Actors.Protocol;

namespace Herd.Actors.Locations;

/// <summary>
/// For each origin and boot epoch, the sequence number up to which a node has everything, or something newer for the same client;
/// 0 if absent. Immutable. The remarks of <see cref="LocationTable"/> say why a node's own never claims too much.
/// </summary>
public sealed class VersionVector
{
    /// <summary>No node has more entries: a longer vector is invalid.</summary>
    public const int MaxCount = 4096;

    /// <summary>Sorted by origin and epoch, each once.</summary>
    private readonly Entry[] _entries;

    private VersionVector(Entry[] entries) => _entries = entries;

    public static VersionVector Empty { get; } = new([]);

    public IEnumerable<(string Origin, ulong Epoch, ulong Sequence)> Entries
    {
        get
        {
            foreach (var entry in _entries)
                yield return (entry.Origin, entry.Epoch, entry.Sequence);
        }
    }

    public ulong this[string origin, ulong epoch]
    {
        get
        {
            var (low, high) = (0, _entries.Length - 1);
            while (low <= high)
            {
                var middle = (low + high) / 2;
                var order = _entries[middle].CompareTo(origin, epoch);
                if (order == 0)
                    return _entries[middle].Sequence;
                if (order < 0)
                    low = middle + 1;
                else
                    high = middle - 1;
            }

            return 0;
        }
    }

    public static VersionVector From(IEnumerable<(string Origin, ulong Epoch, ulong Sequence)> entries)
    {
        List<Entry> sorted = [];
        foreach (var (origin, epoch, sequence) in entries)
            sorted.Add(new Entry(origin, epoch, sequence));
        sorted.Sort((a, b) => a.CompareTo(b.Origin, b.Epoch) is var order and not 0 ? order : b.Sequence.CompareTo(a.Sequence));
        // Of duplicates the highest comes first, and counts.
        List<Entry> covered = [];
        foreach (var entry in sorted)
        {
            if (covered.Count == 0 || covered[^1].CompareTo(entry.Origin, entry.Epoch) != 0)
                covered.Add(entry);
        }

        return new VersionVector([.. covered]);
    }

    public bool Covers(VersionVector other) => other.Entries.All(entry => this[entry.Origin, entry.Epoch] >= entry.Sequence);

    /// <summary>u16 entries, then of each: u8 length of the origin's name, the name, u64 epoch, u64 sequence number.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(output.GetSpan(2), checked((ushort)_entries.Length));
        output.Advance(2);
        foreach (var entry in _entries)
        {
            var span = output.GetSpan(1 + 255 + 16);
            var nameLength = Encoding.UTF8.GetBytes(entry.Origin, span[1..]);
            span[0] = checked((byte)nameLength);
            BinaryPrimitives.WriteUInt64LittleEndian(span[(1 + nameLength)..], entry.Epoch);
            BinaryPrimitives.WriteUInt64LittleEndian(span[(9 + nameLength)..], entry.Sequence);
            output.Advance(17 + nameLength);
        }
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote, to the last byte. False: no node could have written it.</summary>
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

    /// <summary>A class, since collections of structs are compiled anew at each start of a node.</summary>
    private sealed record Entry(string Origin, ulong Epoch, ulong Sequence)
    {
        public int CompareTo(string origin, ulong epoch)
        {
            var byOrigin = string.CompareOrdinal(Origin, origin);
            return byOrigin != 0 ? byOrigin : Epoch.CompareTo(epoch);
        }
    }
}
