using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Locations;

/// <summary>
/// What this node has of one origin's one boot epoch: up to where it has everything, and the stored updates in order of
/// their sequence numbers.
/// </summary>
internal sealed class Origin(byte[] name, ulong epoch)
{
    /// <summary>The same at every node, and another for every origin and epoch.</summary>
    private readonly ulong _seed = BinaryPrimitives.ReadUInt64LittleEndian(
        SHA256.HashData([.. name, .. BitConverter.GetBytes(epoch)]));

    private Item[] _items = [];
    private int _count;

    /// <summary>One stored update. It is dead once its client has a newer one; dead items go when they are half of all.</summary>
    private readonly record struct Item(ulong Sequence, int Entry);

    public byte[] Name { get; } = name;

    public string NameText { get; } = Encoding.UTF8.GetString(name);

    public ulong Epoch { get; } = epoch;

    /// <summary>Everything up to this sequence number is here, or something newer for the same client.</summary>
    public ulong Covered { get; set; }

    /// <summary>Stored updates of this origin and epoch.</summary>
    public int Live { get; private set; }

    public bool Is(ReadOnlySpan<byte> name, ulong epoch) => Epoch == epoch && name.SequenceEqual(Name);

    /// <summary>A hash of one update of this origin and epoch: a sequence number names one update only.</summary>
    public ulong HashOf(ulong sequence)
    {
        // The finalizer of MurmurHash3, so that sums of hashes of neighbouring numbers tell sets apart.
        var hash = _seed + sequence * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    /// <summary>Notes a stored update.</summary>
    /// <returns>Whether it came in order; if not, readers that are past it must go back.</returns>
    public bool Add(ulong sequence, int entry, LocationTable table)
    {
        if (_count == _items.Length)
            MakeRoom(table);
        Live++;
        if (_count == 0 || _items[_count - 1].Sequence < sequence)
        {
            _items[_count++] = new Item(sequence, entry);
            return true;
        }

        var at = PositionAfter(sequence);
        Array.Copy(_items, at, _items, at + 1, _count - at);
        _items[at] = new Item(sequence, entry);
        _count++;
        return false;
    }

    /// <summary>Notes a stored update out of order; <see cref="Order"/> must follow before anything is read.</summary>
    public void AddUnordered(ulong sequence, int entry, LocationTable table)
    {
        if (_count == _items.Length)
            MakeRoom(table);
        Live++;
        _items[_count++] = new Item(sequence, entry);
    }

    /// <summary>Brings the stored updates into order.</summary>
    public void Order() => _items.AsSpan(0, _count).Sort((one, other) => one.Sequence.CompareTo(other.Sequence));

    /// <summary>One of the stored updates gave way to a newer one.</summary>
    public void Remove(LocationTable table)
    {
        Live--;
        if (_count > 1024 && Live < _count / 2)
            DropDead(table);
    }

    /// <summary>Where to start reading for the stored updates with higher sequence numbers than <paramref name="after"/>.</summary>
    public int PositionAfter(ulong after)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_items[middle].Sequence <= after)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Reads the next stored update at or behind a position, and moves the position past it.</summary>
    public bool TryRead(ref int position, LocationTable table, out ulong sequence, out int entry)
    {
        while (position < _count)
        {
            (sequence, entry) = _items[position++];
            if (table.Holds(entry, this, sequence))
                return true;
        }

        (sequence, entry) = (0, -1);
        return false;
    }

    private void MakeRoom(LocationTable table)
    {
        if (_count > 16)
            DropDead(table);
        if (_count >= _items.Length - _items.Length / 4)
            Array.Resize(ref _items, Math.Max(16, _items.Length + _items.Length / 2));
    }

    private void DropDead(LocationTable table)
    {
        var live = 0;
        for (var at = 0; at < _count; at++)
        {
            if (table.Holds(_items[at].Entry, this, _items[at].Sequence))
                _items[live++] = _items[at];
        }

        _count = live;
    }
}
