using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations;

/// <summary>Entries that belong together, in linked lists. One takes 8 bytes, or 8 KiB if its number is far from all others'.</summary>
internal sealed class ClientGroups
{
    private const int ChunkBits = 10;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly ClientIndex _firsts = new();

    /// <summary>By entry. Chunks without an entry in a group are null.</summary>
    private Neighbours[]?[] _neighbours = [];
    private int _chunks;

    /// <summary>Entries' numbers plus one; 0: none.</summary>
    private record struct Neighbours(int Before, int Behind);

    public long Bytes => _firsts.Bytes + (long)_chunks * ChunkLength * Unsafe.SizeOf<Neighbours>() + (long)_neighbours.Length * IntPtr.Size;

    /// <summary>Allocates for <see cref="Add"/>, so that it can't fail.</summary>
    public void Reserve(int entry)
    {
        _firsts.Reserve();
        var chunk = entry >> ChunkBits;
        if (chunk >= _neighbours.Length)
        {
            Memory.MayTake();
            Array.Resize(ref _neighbours, Math.Max(chunk + 1, 2 * _neighbours.Length));
        }

        if (_neighbours[chunk] is not null)
            return;
        // Uninitialized: an entry's neighbours are read only once it is added.
        _neighbours[chunk] = Memory.Take<Neighbours>(ChunkLength);
        _chunks++;
    }

    /// <summary>Adds an entry that is in no group, after <see cref="Reserve"/>.</summary>
    public void Add(uint group, int entry)
    {
        var first = FirstOf(group);
        if (first < 0)
        {
            Of(entry) = default;
            _firsts.Add(group, entry);
            return;
        }

        // Behind the first one, so that the index needn't change.
        ref var head = ref Of(first);
        Of(entry) = new Neighbours(first + 1, head.Behind);
        if (head.Behind > 0)
            Of(head.Behind - 1).Before = entry + 1;
        head.Behind = entry + 1;
    }

    /// <summary>Removes an entry that is in a group. It doesn't fail.</summary>
    public void Remove(uint group, int entry)
    {
        var (before, behind) = Of(entry);
        if (behind > 0)
            Of(behind - 1).Before = before;
        if (before > 0)
        {
            Of(before - 1).Behind = behind;
            return;
        }

        _firsts.Remove(group, entry);
        if (behind > 0)
            _firsts.Add(group, behind - 1);
    }

    /// <summary>Negative: the group is empty.</summary>
    public int FirstOf(uint group)
    {
        var position = _firsts.First(group);
        return _firsts.Next(group, ref position);
    }

    public int Behind(int entry) => Of(entry).Behind - 1;

    private ref Neighbours Of(int entry) => ref _neighbours[entry >> ChunkBits]![entry & (ChunkLength - 1)];
}
