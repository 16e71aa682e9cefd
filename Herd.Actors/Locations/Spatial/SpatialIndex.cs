using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>
/// Which entries are where: a tree over the bits of the points' keys, whose leaves hold up to 64 points each. Where more are at one
/// place, the bits of their entries' numbers continue the key. One thread writes; any may read meanwhile, from <see cref="Root"/> on.
/// The writer knows each entry's leaf and slot, so a move of some metres needs no search.
/// </summary>
internal sealed class SpatialIndex
{
    private const int BitsPerLevel = 4;

    private const int Step = 8;

    private const int SpareRoom = 2 * Step;

    /// <summary>Siblings with no more points than this become one leaf again.</summary>
    private const int MergedCount = Leaf.MaxCount / 2;

    /// <summary>A leaf's number and a slot share 32 bits.</summary>
    private const int MaxLeaves = 1 << (32 - Leaf.SlotBits);

    /// <summary>For each entry its leaf's number and, in the low bits, its slot; any value if the entry is nowhere.</summary>
    private readonly ChunkedList<uint> _places = new();

    /// <summary>By number; null: the number is free.</summary>
    private readonly List<Leaf?> _leaves = [];
    private readonly Stack<int> _freeLeaves = [];
    private Cell _root;
    private Leaf? _from;
    private Leaf? _to;

    public SpatialIndex()
    {
        var first = new Leaf(0, 0, 0, []);
        _leaves.Add(first);
        _root = first;
    }

    public const int EntryBytes = sizeof(uint);

    public Cell Root => Volatile.Read(ref _root);

    public Crossings Crossings { get; } = new();

    /// <summary>Approximate, without <see cref="EntryBytes"/>.</summary>
    public long Bytes { get; private set; } = Leaf.OwnBytes;

    public static int ChildOf(ulong key, uint entry, int level) => level < Leaf.PlaceDepth / BitsPerLevel
        ? (int)(key >> (Leaf.PlaceDepth - BitsPerLevel * (level + 1))) & (Node.Fan - 1)
        : (int)(entry >> (Leaf.MaxDepth - BitsPerLevel * (level + 1))) & (Node.Fan - 1);

    /// <summary>How many children of its node a leaf of this depth stands for.</summary>
    public static int WidthOf(int depth) => 1 << ((BitsPerLevel - depth % BitsPerLevel) % BitsPerLevel);

    /// <summary>Allocates for <see cref="Add"/>, which may follow and then can't fail.</summary>
    public void ReserveAdd(int entry, GeoPoint point)
    {
        while (_places.Count <= entry)
            _places.Add(0);
        var key = point.Key;
        _to = WithRoom(Find(key, (uint)entry), key, (uint)entry);
    }

    public void Add(int entry, GeoPoint point) => Add(_to!, entry, point);

    /// <summary>Allocates for <see cref="Move"/>, which may follow and then can't fail.</summary>
    public void ReserveMove(int entry, GeoPoint to)
    {
        var key = to.Key;
        _from = _to = LeafOf(entry);
        if (_to.Contains(key, (uint)entry))
            return;
        _from = Tidy(_from);
        _to = Find(key, (uint)entry);
        if (_from != _to)
            _to = WithRoom(_to, key, (uint)entry);
    }

    public void Move(int entry, GeoPoint to)
    {
        if (_from == _to)
        {
            _to!.Move(SlotOf(entry), to);
            return;
        }

        Crossings.Begin(entry);
        Remove(_from!, entry);
        Add(_to!, entry, to);
        Crossings.Complete();
    }

    public void Remove(int entry)
    {
        var leaf = LeafOf(entry);
        // Its number may soon be another client's, who is elsewhere.
        Crossings.Begin(entry);
        Remove(leaf, entry);
        Crossings.Complete();
        try
        {
            Tidy(leaf);
        }
        catch (OutOfMemoryException)
        {
            // The leaf keeps more room than it needs until the next time.
        }
    }

    private Leaf LeafOf(int entry) => _leaves[(int)(_places[entry] >> Leaf.SlotBits)]!;

    private int SlotOf(int entry) => (int)(_places[entry] & (Leaf.MaxCount - 1));

    private void Add(Leaf leaf, int entry, GeoPoint point)
    {
        leaf.Add(entry, point);
        Place(leaf, leaf.Count - 1);
    }

    private void Remove(Leaf leaf, int entry)
    {
        var slot = SlotOf(entry);
        leaf.Remove(slot);
        if (slot < leaf.Count)
            Place(leaf, slot);
    }

    private void Place(Leaf leaf, int slot) => _places[leaf.EntryAt(slot)] = ((uint)leaf.Id << Leaf.SlotBits) | (uint)slot;

    private void Place(Leaf leaf)
    {
        for (var slot = 0; slot < leaf.Count; slot++)
            Place(leaf, slot);
    }

    private void ReserveId()
    {
        if (_freeLeaves.Count > 0)
            return;
        if (_leaves.Count == MaxLeaves)
            throw new InvalidOperationException($"no room for a leaf beside {MaxLeaves}");
        if (_leaves.Count < _leaves.Capacity)
            return;
        Memory.MayTake();
        _leaves.EnsureCapacity(_leaves.Count + 1);
    }

    private void NewId(Leaf leaf)
    {
        if (!_freeLeaves.TryPop(out var id))
        {
            id = _leaves.Count;
            _leaves.Add(null);
        }

        TakeId(leaf, id);
    }

    private void TakeId(Leaf leaf, int id)
    {
        _leaves[id] = leaf;
        leaf.Id = id;
    }

    private static int BitOf(GeoPoint point, int entry, int depth) => depth < Leaf.PlaceDepth
        ? (int)(point.Key >> (Leaf.PlaceDepth - 1 - depth)) & 1
        : (entry >> (Leaf.MaxDepth - 1 - depth)) & 1;

    private Leaf Find(ulong key, uint entry)
    {
        var cell = _root;
        for (var level = 0; cell is Node node; level++)
            cell = node[ChildOf(key, entry, level)];
        return (Leaf)cell;
    }

    /// <summary>The leaf's ancestor at a level.</summary>
    private Node NodeOf(Leaf leaf, int level)
    {
        var cell = _root;
        for (var above = 0; above < level; above++)
            cell = ((Node)cell)[ChildOf(leaf.Key, leaf.FirstEntry, above)];
        return (Node)cell;
    }

    private Leaf WithRoom(Leaf leaf, ulong key, uint entry)
    {
        while (leaf.Count == Leaf.MaxCount)
        {
            Split(leaf);
            leaf = Find(key, entry);
        }

        if (leaf.Count == leaf.Room)
            GiveRoom(leaf, leaf.Room + Step);
        return leaf;
    }

    private void GiveRoom(Leaf leaf, int points)
    {
        var before = leaf.Room;
        leaf.MoveTo(Memory.Take<int>(3 * points));
        Bytes += (points - before) * Leaf.PointBytes;
    }

    /// <summary>Frees memory that a leaf and its sibling don't need. To be called before a point leaves.</summary>
    /// <returns>The leaf that has the points now.</returns>
    private Leaf Tidy(Leaf leaf)
    {
        while (leaf.Depth > 0 && OtherHalf(leaf) is { } other && other.Count + leaf.Count <= MergedCount)
            leaf = Merge(leaf, other);
        if (leaf.Room - leaf.Count >= SpareRoom)
            GiveRoom(leaf, RoomFor(leaf.Count));
        return leaf;
    }

    private static int RoomFor(int points) => (points + Step - 1) / Step * Step;

    private Leaf NewLeaf(ulong key, uint entry, int depth, int points)
    {
        var room = Memory.Take<int>(3 * RoomFor(points));
        Memory.MayTake();
        return new Leaf(key, entry, depth, room);
    }

    private void Split(Leaf leaf)
    {
        var depth = leaf.Depth;
        var ones = 0;
        for (var index = 0; index < leaf.Count; index++)
            ones += BitOf(leaf.PointAt(index), leaf.EntryAt(index), depth);
        var bit = depth < Leaf.PlaceDepth ? 1UL << (Leaf.PlaceDepth - 1 - depth) : 0;
        var entryBit = depth < Leaf.PlaceDepth ? 0 : 1U << (Leaf.MaxDepth - 1 - depth);
        var low = NewLeaf(leaf.Key & ~bit, leaf.FirstEntry & ~entryBit, depth + 1, leaf.Count - ones);
        var high = NewLeaf(leaf.Key | bit, leaf.FirstEntry | entryBit, depth + 1, ones);
        for (var index = 0; index < leaf.Count; index++)
        {
            var (entry, point) = (leaf.EntryAt(index), leaf.PointAt(index));
            (BitOf(point, entry, depth) == 0 ? low : high).Add(entry, point);
        }

        ReserveId();
        var width = WidthOf(depth + 1);
        if (depth % BitsPerLevel == 0)
        {
            Memory.MayTake();
            var node = new Node();
            node.Fill(0, width, low);
            node.Fill(width, width, high);
            Crossings.BeginChange();
            Replace(leaf, node);
            Bytes += Node.Bytes;
        }
        else
        {
            var node = NodeOf(leaf, depth / BitsPerLevel);
            var first = ChildOf(low.Key, low.FirstEntry, depth / BitsPerLevel);
            Crossings.BeginChange();
            node.Fill(first, width, low);
            node.Fill(first + width, width, high);
        }

        Crossings.Complete();
        TakeId(low, leaf.Id);
        NewId(high);
        Place(low);
        Place(high);
        Bytes += Leaf.OwnBytes + (low.Room + high.Room - leaf.Room) * Leaf.PointBytes;
    }

    /// <summary>The sibling from the same split; null: it is split again.</summary>
    private Leaf? OtherHalf(Leaf leaf)
    {
        var level = (leaf.Depth - 1) / BitsPerLevel;
        var child = ChildOf(leaf.Key, leaf.FirstEntry, level) ^ WidthOf(leaf.Depth);
        return NodeOf(leaf, level)[child] is Leaf other && other.Depth == leaf.Depth ? other : null;
    }

    private Leaf Merge(Leaf leaf, Leaf other)
    {
        var depth = leaf.Depth - 1;
        var low = ChildOf(leaf.Key, leaf.FirstEntry, depth / BitsPerLevel) < ChildOf(other.Key, other.FirstEntry, depth / BitsPerLevel) ? leaf : other;
        var merged = NewLeaf(low.Key, low.FirstEntry, depth, leaf.Count + other.Count);
        foreach (var half in (ReadOnlySpan<Leaf>)[leaf, other])
        {
            for (var index = 0; index < half.Count; index++)
                merged.Add(half.EntryAt(index), half.PointAt(index));
        }

        Memory.Reserve(_freeLeaves);
        Crossings.BeginChange();
        Replace(merged, merged);
        Crossings.Complete();
        TakeId(merged, leaf.Id);
        _leaves[other.Id] = null;
        _freeLeaves.Push(other.Id);
        Place(merged);
        if (depth % BitsPerLevel == 0)
            Bytes -= Node.Bytes;
        Bytes += (merged.Room - leaf.Room - other.Room) * Leaf.PointBytes - Leaf.OwnBytes;
        return merged;
    }

    /// <summary>Puts a cell in the place of whatever covers the same area as a leaf.</summary>
    private void Replace(Leaf covered, Cell cell)
    {
        if (covered.Depth == 0)
        {
            Volatile.Write(ref _root, cell);
            return;
        }

        var level = (covered.Depth - 1) / BitsPerLevel;
        var width = WidthOf(covered.Depth);
        NodeOf(covered, level).Fill(ChildOf(covered.Key, covered.FirstEntry, level) & -width, width, cell);
    }
}
