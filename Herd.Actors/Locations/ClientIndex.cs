using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations;

/// <summary>
/// From a client ID to its entry's number, by open addressing with linear probing. It holds hashes and numbers only: the
/// IDs are in the frames. So whoever isn't there is found missing without a look anywhere else.
/// </summary>
internal sealed class ClientIndex
{
    /// <summary>Bytes that are in a processor's caches anyway, about.</summary>
    private const int CachedBytes = 512 * 1024;

    private Slot[] _slots = new Slot[16];
    private int _count;
    private int _anticipated;

    /// <param name="Hash">Of the client ID.</param>
    /// <param name="Place">The entry's number and one more; 0: the slot is empty.</param>
    private readonly record struct Slot(uint Hash, int Place);

    /// <summary>The next entry with this hash.</summary>
    /// <param name="hash">Of a client ID.</param>
    /// <param name="position">At first what <see cref="First"/> says; moved on.</param>
    /// <returns>Negative: there is none.</returns>
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

    /// <summary>Where entries with this hash start.</summary>
    public int First(uint hash) => First(hash, _slots.Length);

    /// <summary>Whether looks into it wait for memory, so that <see cref="Anticipate"/> pays.</summary>
    public bool IsLarge => _slots.Length > CachedBytes / Unsafe.SizeOf<Slot>();

    /// <summary>
    /// Brings what looks for these hashes will read into the processor's cache. Nothing here waits for what is read, so
    /// that many reads are under way at a time; one look after the other would wait for each.
    /// </summary>
    public void Anticipate(ReadOnlySpan<uint> hashes)
    {
        var read = 0;
        foreach (var hash in hashes)
            read += _slots[First(hash)].Place;
        // Kept, or the compiler would leave the reads out.
        _anticipated = read;
    }

    /// <summary>Bytes of memory that it takes.</summary>
    public long Bytes => (long)_slots.Length * Unsafe.SizeOf<Slot>();

    /// <summary>Takes the memory that one more entry needs. Behind it, <see cref="Add"/> doesn't fail.</summary>
    public void Reserve()
    {
        // At most three quarters full: then a miss probes some eight slots in a row, which is one or two lines of the cache.
        if ((_count + 1) * 4L > _slots.Length * 3L)
            Grow();
    }

    /// <summary>Adds an entry that isn't there yet.</summary>
    public void Add(uint hash, int entry)
    {
        Reserve();
        Insert(_slots, new Slot(hash, entry + 1));
        _count++;
    }

    /// <summary>Removes an entry that is there.</summary>
    public void Remove(uint hash, int entry)
    {
        var hole = First(hash);
        while (_slots[hole].Place != entry + 1)
            hole = Behind(hole);
        // What probing brought past the hole moves into it, until a slot is empty anyway.
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
        HugePages.Advise(slots);
        slots.AsSpan().Clear();
        foreach (var slot in _slots)
        {
            if (slot.Place != 0)
                Insert(slots, slot);
        }

        _slots = slots;
    }
}
