using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations;

/// <summary>
/// Which entries belong together, such as the phones of one person: each group is a list through its entries, which an index
/// finds by the group's hash. An entry costs 8 bytes, and up to 8 KiB if its number is far from all others'. It comes and goes in
/// constant time however large its group is.
/// </summary>
internal sealed class ClientGroups
{
    private const int ChunkBits = 10;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly ClientIndex _firsts = new();

    /// <summary>By entries, in chunks that are there only where an entry is in a group: the first one of all has not much to do.</summary>
    private Neighbours[]?[] _neighbours = [];
    private int _chunks;

    /// <summary>Entries beside one in its group's list, by their numbers and one more; 0: there is none.</summary>
    private record struct Neighbours(int Before, int Behind);

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => _firsts.Bytes + (long)_chunks * ChunkLength * Unsafe.SizeOf<Neighbours>() + (long)_neighbours.Length * IntPtr.Size;

    /// <summary>Takes the memory that <see cref="Add"/> needs. Behind it, that doesn't fail.</summary>
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
        // What is in it before an entry is added, nobody reads.
        _neighbours[chunk] = Memory.Take<Neighbours>(ChunkLength);
        _chunks++;
    }

    /// <summary>Adds an entry that is in no group, behind <see cref="Reserve"/>.</summary>
    public void Add(uint group, int entry)
    {
        var first = FirstOf(group);
        if (first < 0)
        {
            Of(entry) = default;
            _firsts.Add(group, entry);
            return;
        }

        // Behind the first one, so that the index stays as it is.
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

    /// <summary>A group's first entry; negative: there is none.</summary>
    public int FirstOf(uint group)
    {
        var position = _firsts.First(group);
        return _firsts.Next(group, ref position);
    }

    /// <summary>The entry behind one in its group; negative: there is none.</summary>
    public int Behind(int entry) => Of(entry).Behind - 1;

    private ref Neighbours Of(int entry) => ref _neighbours[entry >> ChunkBits]![entry & (ChunkLength - 1)];
}
