using System.Buffers;
using System.Text;
using Herd.Actors.Streams;

namespace Herd.Actors.Locations;

public sealed partial class LocationTable
{
    private const int CountedAtOnce = 64 * 1024;

    /// <summary>Opens a reader of what a vector doesn't cover. It must be closed.</summary>
    public CatchUp OpenCatchUp(VersionVector vector)
    {
        var catchUp = new CatchUp(vector);
        _catchUps.Add(catchUp);
        return catchUp;
    }

    public void Close(CatchUp catchUp) => _catchUps.Remove(catchUp);

    /// <summary>How many of the locations that this node took from clients since its start a vector doesn't cover.</summary>
    public int CountOwnMissing(VersionVector vector)
    {
        var catchUp = OpenCatchUp(vector);
        var bytes = new ArrayBufferWriter<byte>();
        var missing = 0;
        for (var isAll = false; !isAll; bytes.ResetWrittenCount())
        {
            isAll = Read(catchUp, bytes, CountedAtOnce, out var count, ownOnly: true);
            missing += count;
        }

        Close(catchUp);
        return missing;
    }

    /// <summary>Reads the next frames, ascending by sequence number for each origin.</summary>
    /// <param name="maxBytes">Not exceeded, except by a single larger frame.</param>
    /// <param name="ownOnly">Reads only what this node took from its clients since its start.</param>
    /// <returns>Whether everything was read.</returns>
    public bool Read(CatchUp catchUp, ArrayBufferWriter<byte> bytes, int maxBytes, out int count, bool ownOnly = false)
    {
        count = 0;
        foreach (var origin in _origins.All)
        {
            if (ownOnly && origin != _own)
                continue;
            var position = origin.PositionAfter(catchUp.ReadUpTo(origin));
            while (origin.TryRead(ref position, this, out var sequence, out var entry))
            {
                var frame = _frames[_entries[entry].Slot];
                if (bytes.WrittenCount > 0 && bytes.WrittenCount + frame.Length > maxBytes)
                    return false;
                bytes.Write(frame);
                count++;
                catchUp.Advance(origin, sequence);
            }
        }

        return true;
    }

    /// <summary>Whether everything that a cursor covers is here, or something newer for the same client.</summary>
    internal bool Covers(StreamCursor cursor)
    {
        foreach (var (name, epoch, sequence) in cursor.Vector.Entries)
        {
            var origin = _origins.Find(Encoding.UTF8.GetBytes(name), epoch);
            if ((origin?.Covered ?? 0) < sequence && _past[name, epoch] < sequence)
                return false;
        }

        foreach (var (name, epoch, sequence) in cursor.Beyond)
        {
            if (_past[name, epoch] >= sequence)
                continue;
            if (_origins.Find(Encoding.UTF8.GetBytes(name), epoch) is not { } origin)
                return false;
            var position = origin.PositionAfter(sequence - 1);
            if (origin.Covered < sequence && !(origin.TryRead(ref position, this, out var stored, out _) && stored == sequence))
                return false;
        }

        return true;
    }

    /// <summary>The stored updates that the vector doesn't cover; null: more than <paramref name="max"/>.</summary>
    internal IReadOnlyList<Stamp>? StampsBeyondVector(int max)
    {
        List<Stamp> stamps = [];
        foreach (var origin in _origins.All)
        {
            var position = origin.PositionAfter(origin.Covered);
            while (origin.TryRead(ref position, this, out var sequence, out _))
            {
                if (stamps.Count == max)
                    return null;
                stamps.Add(new Stamp(origin.NameText, origin.Epoch, sequence));
            }
        }

        return stamps;
    }
}
