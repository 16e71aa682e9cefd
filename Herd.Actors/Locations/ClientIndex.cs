using System.Numerics;

namespace Herd.Actors.Locations;

/// <summary>
/// From a client ID to its entry's number, by open addressing with linear probing. It holds numbers only: the IDs are
/// in the frames, the hashes in the entries.
/// </summary>
internal sealed class ClientIndex
{
    private int[] _slots = new int[16];
    private int _count;

    private int Mask => _slots.Length - 1;

    /// <summary>Entries with this hash, as a probe sequence: start with <see cref="First"/>, end at a negative entry.</summary>
    public int First(uint hash) => (int)(Spread(hash) & (uint)Mask);

    public int Next(int position) => (position + 1) & Mask;

    /// <summary>The entry at a position; negative: none, the probe sequence ends.</summary>
    public int EntryAt(int position) => _slots[position] - 1;

    /// <summary>Adds an entry that isn't there yet.</summary>
    /// <param name="entries">All entries, from which hashes are read when the index grows.</param>
    public void Add(uint hash, int entry, ReadOnlySpan<LocationTable.Entry> entries)
    {
        // At most two thirds full: a miss then probes about five positions.
        if ((_count + 1) * 3L > _slots.Length * 2L)
            Grow(entries);
        Insert(hash, entry);
        _count++;
    }

    private static uint Spread(uint hash) => BitOperations.RotateLeft(hash * 2654435769u, 16);

    private void Insert(uint hash, int entry)
    {
        var position = First(hash);
        while (_slots[position] != 0)
            position = Next(position);
        _slots[position] = entry + 1;
    }

    private void Grow(ReadOnlySpan<LocationTable.Entry> entries)
    {
        _slots = new int[_slots.Length * 2];
        for (var entry = 0; entry < _count; entry++)
            Insert(entries[entry].Hash, entry);
    }
}
