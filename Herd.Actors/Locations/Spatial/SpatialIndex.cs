using Herd.Actors.Protocol;

namespace Herd.Actors.Locations.Spatial;

/// <summary>
/// Which entries are where: a tree over the bits of the points' keys, whose leaves hold up to 64 points each. Where more are at one
/// place, the bits of their entries' numbers continue the key. One thread writes; any may read meanwhile, from <see cref="Root"/> on,
/// between <see cref="Reclamation.Begin"/> and <see cref="Reclamation.End"/>.
/// The writer knows each entry's leaf and slot, so a move of some metres needs no search.
/// </summary>
internal sealed class SpatialIndex
{
    private const int BitsPerLevel = 4;

    /// <summary>Siblings with no more points than this become one leaf again.</summary>
    private const int MergedCount = Leaf.MaxCount / 2;

    /// <summary>A leaf's number and a slot share 32 bits.</summary>
    private const int MaxLeaves = 1 << (32 - Leaf.SlotBits);

    /// <summary>For each entry its leaf's number and, in the low bits, its slot; any value if the entry is nowhere.</summary>
    private readonly ChunkedList<uint> _places = new();

    private readonly CellPool<Leaf> _leaves = new(MaxLeaves);
    private readonly CellPool<Node> _nodes = new(MaxLeaves);
    private readonly Action<Cell> _free;
    private int _root;
    private int _from;
    private int _to;

    public SpatialIndex()
    {
        _free = Free;
        _leaves.Grow();
        _root = Cell.Leaf(_leaves.Take(new Leaf(0, 0, 0))).Value;
    }

    public const int EntryBytes = sizeof(uint);

    public Cell Root
    {
        get => new(Volatile.Read(ref _root));
        private set => Volatile.Write(ref _root, value.Value);
    }

    public Crossings Crossings { get; } = new();

    public Reclamation Reclamation { get; } = new();

    /// <summary>Without <see cref="EntryBytes"/>.</summary>
    public long Bytes => _leaves.Bytes + _nodes.Bytes;

    /// <summary>Leaves and nodes that are in the tree, or out of it and not free yet.</summary>
    public int CellsInUse => _leaves.Used + _nodes.Used;

    public static int ChildOf(ulong key, uint entry, int level) => level < Leaf.PlaceDepth / BitsPerLevel
        ? (int)(key >> (Leaf.PlaceDepth - BitsPerLevel * (level + 1))) & (Node.Fan - 1)
        : (int)(entry >> (Leaf.MaxDepth - BitsPerLevel * (level + 1))) & (Node.Fan - 1);

    /// <summary>How many children of its node a leaf of this depth stands for.</summary>
    public static int WidthOf(int depth) => 1 << ((BitsPerLevel - depth % BitsPerLevel) % BitsPerLevel);

    public ref Leaf LeafAt(Cell cell) => ref _leaves[cell.Number];

    public ref Node NodeAt(Cell cell) => ref _nodes[cell.Number];

    /// <summary>Allocates for <see cref="Add"/>, which may follow and then can't fail.</summary>
    public void ReserveAdd(int entry, GeoPoint point)
    {
        while (_places.Count <= entry)
            _places.Add(0);
        var key = point.Key;
        _to = WithRoom(Find(key, (uint)entry), key, (uint)entry);
    }

    public void Add(int entry, GeoPoint point) => Add(_to, entry, point);

    /// <summary>Allocates for <see cref="Move"/>, which may follow and then can't fail.</summary>
    public void ReserveMove(int entry, GeoPoint to)
    {
        var key = to.Key;
        _from = _to = LeafOf(entry);
        if (_leaves[_to].Contains(key, (uint)entry))
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
            _leaves[_to].Move(SlotOf(entry), to);
            return;
        }

        Crossings.Begin(entry);
        Remove(_from, entry);
        Add(_to, entry, to);
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
            // The leaf stays beside its sibling until the next time.
        }
    }

    /// <summary>For the writer: frees what is out of the tree, as far as no search can meet it.</summary>
    public void Reclaim() => Reclamation.Reclaim(_free);

    private int LeafOf(int entry) => (int)(_places[entry] >> Leaf.SlotBits);

    private int SlotOf(int entry) => (int)(_places[entry] & (Leaf.MaxCount - 1));

    private void Add(int leaf, int entry, GeoPoint point)
    {
        ref var to = ref _leaves[leaf];
        Place(entry, leaf, to.Count);
        to.Add(new LocatedEntry(entry, point));
    }

    private void Remove(int leaf, int entry)
    {
        ref var from = ref _leaves[leaf];
        var slot = SlotOf(entry);
        from.Remove(slot);
        if (slot < from.Count)
            Place(from[slot].Entry, leaf, slot);
    }

    private void Place(int entry, int leaf, int slot) => _places[entry] = ((uint)leaf << Leaf.SlotBits) | (uint)slot;

    /// <summary>The writer's; in the tree.</summary>
    private int Find(ulong key, uint entry)
    {
        var cell = new Cell(_root);
        for (var level = 0; !cell.IsLeaf; level++)
            cell = NodeAt(cell)[ChildOf(key, entry, level)];
        return cell.Number;
    }

    /// <summary>The ancestor, at a level, of the cell that holds this point.</summary>
    private ref Node NodeAt(ulong key, uint entry, int level)
    {
        var cell = new Cell(_root);
        for (var above = 0; above < level; above++)
            cell = NodeAt(cell)[ChildOf(key, entry, above)];
        return ref NodeAt(cell);
    }

    private int WithRoom(int leaf, ulong key, uint entry)
    {
        while (_leaves[leaf].Count == Leaf.MaxCount)
        {
            Split(leaf);
            leaf = Find(key, entry);
        }

        return leaf;
    }

    /// <summary>Merges a leaf with its sibling if both have few points. To be called before a point leaves.</summary>
    /// <returns>The leaf that has the points now.</returns>
    private int Tidy(int leaf)
    {
        while (_leaves[leaf].Depth > 0 && OtherHalf(leaf) is { } other && _leaves[other].Count + _leaves[leaf].Count <= MergedCount)
            leaf = Merge(leaf, other);
        return leaf;
    }

    /// <summary>Allocates all that a change of the tree's cells needs.</summary>
    private void Reserve(int leaves, int nodes, int retired)
    {
        if (_leaves.Free < leaves || _nodes.Free < nodes)
            Reclaim();
        // Behind that, which changes what is full.
        Reclamation.Reserve(retired);
        while (_leaves.Free < leaves)
            _leaves.Grow();
        while (_nodes.Free < nodes)
            _nodes.Grow();
    }

    private void Free(Cell cell)
    {
        if (cell.IsLeaf)
            _leaves.GiveBack(cell.Number);
        else
            _nodes.GiveBack(cell.Number);
    }

    private void Split(int leaf)
    {
        var depth = _leaves[leaf].Depth;
        var needsNode = depth % BitsPerLevel == 0;
        Reserve(leaves: 2, nodes: needsNode ? 1 : 0, retired: 1);
        ref var whole = ref _leaves[leaf];
        var bit = depth < Leaf.PlaceDepth ? 1UL << (Leaf.PlaceDepth - 1 - depth) : 0;
        var entryBit = depth < Leaf.PlaceDepth ? 0 : 1U << (Leaf.MaxDepth - 1 - depth);
        var low = _leaves.Take(new Leaf(whole.Key & ~bit, whole.FirstEntry & ~entryBit, depth + 1));
        var high = _leaves.Take(new Leaf(whole.Key | bit, whole.FirstEntry | entryBit, depth + 1));
        for (var slot = 0; slot < whole.Count; slot++)
        {
            var (entry, point) = whole[slot];
            Add(((point.Key & bit) | ((uint)entry & entryBit)) == 0 ? low : high, entry, point);
        }

        Crossings.BeginChange();
        if (needsNode)
        {
            var node = _nodes.Take(default);
            _nodes[node].Fill(0, Node.Fan / 2, Cell.Leaf(low));
            _nodes[node].Fill(Node.Fan / 2, Node.Fan / 2, Cell.Leaf(high));
            Replace(leaf, Cell.Node(node));
        }
        else
        {
            Replace(low, Cell.Leaf(low));
            Replace(high, Cell.Leaf(high));
        }

        Reclamation.Retire(Cell.Leaf(leaf));
        Crossings.Complete();
    }

    /// <summary>The sibling from the same split; null: it is split again.</summary>
    private int? OtherHalf(int leaf)
    {
        ref var half = ref _leaves[leaf];
        var level = (half.Depth - 1) / BitsPerLevel;
        var child = ChildOf(half.Key, half.FirstEntry, level) ^ WidthOf(half.Depth);
        var other = NodeAt(half.Key, half.FirstEntry, level)[child];
        return other.IsLeaf && LeafAt(other).Depth == half.Depth ? other.Number : null;
    }

    private int Merge(int leaf, int other)
    {
        var depth = _leaves[leaf].Depth - 1;
        Reserve(leaves: 1, nodes: 0, retired: 3);
        var merged = _leaves.Take(new Leaf(
            Math.Min(_leaves[leaf].Key, _leaves[other].Key), Math.Min(_leaves[leaf].FirstEntry, _leaves[other].FirstEntry), depth));
        AddAll(leaf);
        AddAll(other);
        Crossings.BeginChange();
        var replaced = Replace(merged, Cell.Leaf(merged));
        Crossings.Complete();
        Reclamation.Retire(Cell.Leaf(leaf));
        Reclamation.Retire(Cell.Leaf(other));
        if (!replaced.IsLeaf)
            Reclamation.Retire(replaced);
        return merged;

        void AddAll(int half)
        {
            ref var from = ref _leaves[half];
            for (var slot = 0; slot < from.Count; slot++)
                Add(merged, from[slot].Entry, from[slot].Point);
        }
    }

    /// <summary>Puts a cell in the place of whatever covers the same area as a leaf.</summary>
    /// <returns>The first cell that was there.</returns>
    private Cell Replace(int covered, Cell cell)
    {
        ref var leaf = ref _leaves[covered];
        Cell before;
        if (leaf.Depth == 0)
        {
            (before, Root) = (Root, cell);
            return before;
        }

        var level = (leaf.Depth - 1) / BitsPerLevel;
        var width = WidthOf(leaf.Depth);
        ref var node = ref NodeAt(leaf.Key, leaf.FirstEntry, level);
        var first = ChildOf(leaf.Key, leaf.FirstEntry, level) & -width;
        before = node[first];
        node.Fill(first, width, cell);
        return before;
    }
}
