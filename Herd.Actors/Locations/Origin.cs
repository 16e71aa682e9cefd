using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Locations;

/// <summary>
/// What this node has of one origin's one boot epoch: up to where it has everything, and the stored updates, which are read
/// in order of their sequence numbers.
/// </summary>
/// <param name="name">Of the node.</param>
/// <param name="epoch">The boot epoch.</param>
/// <param name="id">A number that no other origin of the same table has.</param>
internal sealed class Origin(byte[] name, ulong epoch, ushort id)
{
    /// <summary>Dead items that aren't worth looking for.</summary>
    private const int MinDropped = 512;

    /// <summary>The same at every node, and another for every origin and epoch.</summary>
    private readonly ulong _seed = BinaryPrimitives.ReadUInt64LittleEndian(
        SHA256.HashData([.. name, .. BitConverter.GetBytes(epoch)]));

    private readonly ChunkedList<Item> _items = new();

    /// <summary>As many of the items are in order. Those behind them are brought into order when somebody reads.</summary>
    private int _ordered;

    /// <summary>One stored update. It is dead once its client has a newer one.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(ushort))]
    private readonly struct Item(ulong sequence, int entry)
    {
        // 1 to 2⁴⁸, less one, so that it takes six bytes.
        private readonly uint _low = (uint)(sequence - 1);
        private readonly ushort _high = (ushort)((sequence - 1) >> 32);

        public int Entry { get; } = entry;

        public ulong Sequence => (((ulong)_high << 32) | _low) + 1;
    }

    /// <summary>Bytes of memory that an update takes here.</summary>
    public const int ItemBytes = 10;

    public ushort Id { get; } = id;

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

    /// <summary>Whether an update comes behind all that are stored. If not, readers that are past it must go back.</summary>
    public bool IsInOrder(ulong sequence) => _ordered == _items.Count && (_ordered == 0 || _items[_ordered - 1].Sequence < sequence);

    /// <summary>Takes the memory that one more update needs. Behind it, <see cref="Add"/> doesn't fail.</summary>
    public void Reserve() => _items.Reserve();

    /// <summary>Notes a stored update.</summary>
    public void Add(ulong sequence, int entry)
    {
        Live++;
        if (IsInOrder(sequence))
            _ordered++;
        _items.Add(new Item(sequence, entry));
    }

    /// <summary>One of the stored updates has another stamp now, of another origin.</summary>
    public void Hand(Origin other, ulong sequence, int entry)
    {
        Live--;
        other.Add(sequence, entry);
    }

    /// <summary>Brings the stored updates into order.</summary>
    public void Order()
    {
        if (_ordered == _items.Count)
            return;
        var late = _items.ToArray(_ordered);
        late.AsSpan().Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        // Merged from the end: so none is overwritten that hasn't moved yet, and those before the first late one stay.
        var (ordered, last) = (_ordered - 1, late.Length - 1);
        for (var at = _items.Count - 1; last >= 0; at--)
            _items[at] = ordered >= 0 && _items[ordered].Sequence > late[last].Sequence ? _items[ordered--] : late[last--];
        _ordered = _items.Count;
    }

    /// <summary>One of the stored updates gave way to a newer one.</summary>
    public void Remove(LocationTable table)
    {
        Live--;
        var dead = _items.Count - Live;
        if (dead > MinDropped && dead > Live)
            DropDead(table);
    }

    /// <summary>Where to start reading for the stored updates with higher sequence numbers than <paramref name="after"/>.</summary>
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
