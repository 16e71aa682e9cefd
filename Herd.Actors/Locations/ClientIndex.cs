using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations;

/// <summary>From a client ID's hash to its entry's number, by linear probing. A miss needn't read the IDs in the frames.</summary>
internal sealed class ClientIndex
{
    /// <summary>About what is in a processor's caches anyway.</summary>
    private const int CachedBytes = 512 * 1024;

    private Slot[] _slots = new Slot[16];
    private int _count;
    private int _anticipated;

    /// <param name="Place">The entry's number plus one; 0: the slot is empty.</param>
    private readonly record struct Slot(uint Hash, int Place);

    /// <summary>The next entry with this hash; negative: there is none.</summary>
    /// <param name="position">At first that of <see cref="First(uint)"/>; moved on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(uint hash, ref int position)
    {
        while (true)
        {
            var slot = _slots[position];
            position = Behind(position);
            if (slot.Place == 0 || slot.Hash == hash)
                return slot.Place - 1;
        }
    }

    public int First(uint hash) => First(hash, _slots.Length);

    /// <summary>Whether lookups wait for memory, so that <see cref="Anticipate"/> pays.</summary>
    public bool IsLarge => _slots.Length > CachedBytes / Unsafe.SizeOf<Slot>();

    /// <summary>Prefetches these hashes' slots. No read depends on another, so many are under way at a time.</summary>
    public void Anticipate(ReadOnlySpan<uint> hashes)
    {
        var read = 0;
        foreach (var hash in hashes)
            read += _slots[First(hash)].Place;
        // Kept, or the compiler would leave the reads out.
        _anticipated = read;
    }

    public long Bytes => (long)_slots.Length * Unsafe.SizeOf<Slot>();

    /// <summary>Allocates for one more entry, so that <see cref="Add"/> can't fail.</summary>
    public void Reserve()
    {
        // At most three quarters full: then a miss probes about eight slots, in one or two cache lines.
        if ((_count + 1) * 4L > _slots.Length * 3L)
            Grow();
    }

    public void Add(uint hash, int entry)
    {
        Reserve();
        Insert(_slots, new Slot(hash, entry + 1));
        _count++;
    }

    public void Remove(uint hash, int entry)
    {
        var hole = First(hash);
        while (_slots[hole].Place != entry + 1)
            hole = Behind(hole);
        // Slots that probing took past the hole move into it, up to the next empty slot.
        for (var at = Behind(hole); _slots[at].Place != 0; at = Behind(at))
        {
            var home = First(_slots[at].Hash);
            var isBehindHole = hole <= at ? home > hole && home <= at : home > hole || home <= at;
            if (isBehindHole)
                continue;
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = default;
        _count--;
    }

    private static int First(uint hash, int length) => (int)(((ulong)(hash * 2654435769u) * (uint)length) >> 32);

    private int Behind(int position) => position + 1 == _slots.Length ? 0 : position + 1;

    private static void Insert(Slot[] slots, Slot slot)
    {
        var position = First(slot.Hash, slots.Length);
        while (slots[position].Place != 0)
            position = position + 1 == slots.Length ? 0 : position + 1;
        slots[position] = slot;
    }

    private void Grow()
    {
        var slots = Memory.Take<Slot>(_slots.Length + _slots.Length / 2);
        slots.AsSpan().Clear();
        foreach (var slot in _slots)
        {
            if (slot.Place != 0)
                Insert(slots, slot);
        }

        _slots = slots;
    }
}
