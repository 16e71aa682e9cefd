namespace Herd.Actors.Locations;

internal sealed class Origins
{
    /// <summary>A bound, or a peer could fill a table's memory and vector with invented origins.</summary>
    public const int MaxCount = VersionVector.MaxCount;

    private readonly Dictionary<Key, Origin> _byKey = new(new KeyComparer());
    private readonly Dictionary<Key, Origin>.AlternateLookup<Name> _lookup;
    private readonly Dictionary<byte[], ulong> _latest = new(ClientIdComparer.Instance);
    private readonly List<Origin?> _byId = [];
    private readonly Stack<ushort> _freeIds = [];
    private Origin? _last;

    public Origins() => _lookup = _byKey.GetAlternateLookup<Name>();

    public int Count => _byKey.Count;

    public IEnumerable<Origin> All => _byKey.Values;

    public Origin this[ushort id] => _byId[id]!;

    public Origin? Find(ReadOnlySpan<byte> name, ulong epoch)
    {
        if (_last is not null && _last.Is(name, epoch))
            return _last;
        return _lookup.TryGetValue(new Name(name, epoch), out var origin) ? _last = origin : null;
    }

    public Origin Add(ReadOnlySpan<byte> name, ulong epoch)
    {
        // First all that takes memory, so that an origin is never added in part.
        Memory.MayTake();
        var isReused = _freeIds.TryPeek(out var id);
        var origin = new Origin(name.ToArray(), epoch, (ushort)(isReused ? id : _byId.Count));
        _freeIds.EnsureCapacity(_byId.Count + 1);
        _byId.EnsureCapacity(_byId.Count + 1);
        _byKey.EnsureCapacity(_byKey.Count + 1);
        Memory.MayTake();
        _latest[origin.Name] = Math.Max(epoch, _latest.GetValueOrDefault(origin.Name));
        if (isReused)
            _byId[_freeIds.Pop()] = origin;
        else
            _byId.Add(origin);
        _byKey.Add(new Key(origin.Name, epoch), origin);
        return _last = origin;
    }

    public void Remove(Origin origin)
    {
        _byKey.Remove(new Key(origin.Name, origin.Epoch));
        _byId[origin.Id] = null;
        _freeIds.Push(origin.Id);
        _last = null;
        if (_latest[origin.Name] == origin.Epoch)
            _latest.Remove(origin.Name);
    }

    public bool HasLater(ReadOnlySpan<byte> name, ulong epoch) =>
        _latest.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var latest) && latest > epoch;

    private readonly record struct Key(byte[] Node, ulong Epoch);

    private readonly ref struct Name(ReadOnlySpan<byte> node, ulong epoch)
    {
        public ReadOnlySpan<byte> Node { get; } = node;

        public ulong Epoch { get; } = epoch;
    }

    private sealed class KeyComparer : IEqualityComparer<Key>, IAlternateEqualityComparer<Name, Key>
    {
        public bool Equals(Key x, Key y) => x.Epoch == y.Epoch && x.Node.AsSpan().SequenceEqual(y.Node);

        public int GetHashCode(Key key) => HashCode.Combine(ClientIdComparer.HashOf(key.Node), key.Epoch);

        public bool Equals(Name alternate, Key other) => alternate.Epoch == other.Epoch && alternate.Node.SequenceEqual(other.Node);

        public int GetHashCode(Name alternate) => HashCode.Combine(ClientIdComparer.HashOf(alternate.Node), alternate.Epoch);

        public Key Create(Name alternate) => new(alternate.Node.ToArray(), alternate.Epoch);
    }
}
