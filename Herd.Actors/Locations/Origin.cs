using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Locations;

/// <summary>One origin in one boot epoch: up to where everything is here, and the stored updates by sequence number.</summary>
internal sealed class Origin(byte[] name, ulong epoch, ushort id)
{
    private const int MinDropped = 512;

    /// <summary>Differs by origin and epoch, and is the same on every node.</summary>
    private readonly ulong _seed = BinaryPrimitives.ReadUInt64LittleEndian(
        SHA256.HashData([.. name, .. BitConverter.GetBytes(epoch)]));

    private readonly ChunkedList<Item> _items = new();

    /// <summary>So many of the items are in order. Those behind them are sorted when somebody reads.</summary>
    private int _ordered;

    /// <summary>A stored update. It is dead once its client has a newer one.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(ushort))]
    private readonly struct Item(ulong sequence, int entry)
    {
        // 1 to 2⁴⁸, less one, so that it takes six bytes.
        private readonly uint _low = (uint)(sequence - 1);
        private readonly ushort _high = (ushort)((sequence - 1) >> 32);

        public int Entry { get; } = entry;

        public ulong Sequence => (((ulong)_high << 32) | _low) + 1;
    }

    public const int ItemBytes = 10;

    public ushort Id { get; } = id;

    public byte[] Name { get; } = name;

    public string NameText { get; } = Encoding.UTF8.GetString(name);

    public ulong Epoch { get; } = epoch;

    /// <summary>Everything up to this sequence number is here, or something newer for the same client.</summary>
    public ulong Covered { get; set; }

    public int Live { get; private set; }

    public bool Is(ReadOnlySpan<byte> name, ulong epoch) => Epoch == epoch && name.SequenceEqual(Name);

    public ulong HashOf(ulong sequence)
    {
        // The finalizer of MurmurHash3, so that sums over neighbouring numbers tell sets apart.
        var hash = _seed + sequence * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    /// <summary>Whether an update comes behind all that are stored. If not, readers that are past it must go back.</summary>
    public bool IsInOrder(ulong sequence) => _ordered == _items.Count && (_ordered == 0 || _items[_ordered - 1].Sequence < sequence);

    /// <summary>Allocates for one more update, so that <see cref="Add"/> can't fail.</summary>
    public void Reserve() => _items.Reserve();

    public void Add(ulong sequence, int entry)
    {
        Live++;
        if (IsInOrder(sequence))
            _ordered++;
        _items.Add(new Item(sequence, entry));
    }

    /// <summary>A stored update now has a stamp of another origin.</summary>
    public void Hand(Origin other, ulong sequence, int entry)
    {
        Live--;
        other.Add(sequence, entry);
    }

    public void Order()
    {
        if (_ordered == _items.Count)
            return;
        var late = _items.ToArray(_ordered);
        late.AsSpan().Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        // Merged from the end, so that no item is overwritten before it has moved.
        var (ordered, last) = (_ordered - 1, late.Length - 1);
        for (var at = _items.Count - 1; last >= 0; at--)
            _items[at] = ordered >= 0 && _items[ordered].Sequence > late[last].Sequence ? _items[ordered--] : late[last--];
        _ordered = _items.Count;
    }

    /// <summary>A stored update was replaced or removed: the table no longer holds it.</summary>
    public void Remove(LocationTable table)
    {
        Live--;
        var dead = _items.Count - Live;
        if (dead > MinDropped && dead > Live)
            DropDead(table);
    }

    /// <summary>Where to start reading for sequence numbers higher than <paramref name="after"/>.</summary>
    public int PositionAfter(ulong after)
    {
        Order();
        var (low, high) = (0, _items.Count);
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
        while (position < _items.Count)
        {
            var item = _items[position++];
            (sequence, entry) = (item.Sequence, item.Entry);
            if (table.Holds(entry, this, sequence))
                return true;
        }

        (sequence, entry) = (0, -1);
        return false;
    }

    private void DropDead(LocationTable table)
    {
        var (live, ordered) = (0, 0);
        for (var at = 0; at < _items.Count; at++)
        {
            var item = _items[at];
            if (!table.Holds(item.Entry, this, item.Sequence))
                continue;
            _items[live++] = item;
            if (at < _ordered)
                ordered = live;
        }

        _items.Truncate(live);
        _ordered = ordered;
    }
}
