using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations;

/// <summary>
/// Which entries belong together, such as the phones of one person: each group is a list through its entries, which an index
/// finds by the group's hash. An entry costs 8 bytes, and comes and goes in constant time however large its group is.
/// </summary>
internal sealed class ClientGroups
{
    private readonly ClientIndex _firsts = new();
    private readonly ChunkedList<Neighbours> _neighbours = new();

    /// <summary>Entries beside one in its group's list, by their numbers and one more; 0: there is none.</summary>
    private record struct Neighbours(int Before, int Behind);

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => _firsts.Bytes + (long)_neighbours.Count * Unsafe.SizeOf<Neighbours>();

    /// <summary>Takes the memory that <see cref="Add"/> needs. Behind it, that doesn't fail.</summary>
    public void Reserve(int entry)
    {
        _firsts.Reserve();
        while (_neighbours.Count <= entry)
        {
            _neighbours.Reserve();
            _neighbours.Add(default);
        }
    }

    /// <summary>Adds an entry that is in no group, behind <see cref="Reserve"/>.</summary>
    public void Add(uint group, int entry)
    {
        var first = FirstOf(group);
        if (first < 0)
        {
            _neighbours[entry] = default;
            _firsts.Add(group, entry);
            return;
        }

        // Behind the first one, so that the index stays as it is.
        ref var head = ref _neighbours[first];
        _neighbours[entry] = new Neighbours(first + 1, head.Behind);
        if (head.Behind > 0)
            _neighbours[head.Behind - 1].Before = entry + 1;
        head.Behind = entry + 1;
    }

    /// <summary>Removes an entry that is in a group. It doesn't fail.</summary>
    public void Remove(uint group, int entry)
    {
        var (before, behind) = _neighbours[entry];
        if (behind > 0)
            _neighbours[behind - 1].Before = before;
        if (before > 0)
        {
            _neighbours[before - 1].Behind = behind;
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
    public int Behind(int entry) => _neighbours[entry].Behind - 1;
}
