using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Herd.Actors.Protocol;

namespace Herd.Actors.Locations;

/// <summary>
/// Holds frames in large chunks, so that a million stored locations are a few hundred objects to the garbage collector
/// and not a million. A frame is known by its slot; room is given in units of 16 bytes, and what a frame leaves is
/// used again by the next of its size.
/// </summary>
internal sealed class FrameStore
{
    private const int UnitBytes = 16;
    private const int UnitBits = 19;
    private const int ChunkUnits = 1 << UnitBits;
    private const int FirstUnits = 4 * 1024;

    private readonly List<byte[]> _chunks = [];
    private readonly Dictionary<int, Stack<uint>> _free = [];
    private uint _current;
    private int _room;
    private int _unitsUsed;

    /// <summary>Bytes of memory that frames take, or have left to the next of their size.</summary>
    public long Bytes { get; private set; }

    public ReadOnlySpan<byte> this[uint slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var fromSlot = _chunks[(int)(slot >> UnitBits)].AsSpan((int)(slot & ((1 << UnitBits) - 1)) * UnitBytes);
            return fromSlot[..(int)UpdateFrame.LengthOf(fromSlot)];
        }
    }

    public uint Add(ReadOnlySpan<byte> frame)
    {
        var units = UnitsOf(frame.Length);
        var slot = _free.TryGetValue(units, out var free) && free.TryPop(out var reused) ? reused : Take(units);
        Write(slot, frame);
        return slot;
    }

    /// <summary>Puts another frame in a slot's place, and tells the slot where it is now.</summary>
    public uint Replace(uint slot, ReadOnlySpan<byte> frame)
    {
        var units = UnitsOf(this[slot].Length);
        if (units == UnitsOf(frame.Length))
        {
            Write(slot, frame);
            return slot;
        }

        if (!_free.TryGetValue(units, out var free))
            _free[units] = free = new Stack<uint>();
        free.Push(slot);
        return Add(frame);
    }

    private static int UnitsOf(int length) => (length + UnitBytes - 1) / UnitBytes;

    private uint Take(int units)
    {
        Bytes += units * UnitBytes;
        if (units > ChunkUnits)
            return AddChunk(units);
        if (_room == 0 || _unitsUsed + units > ChunkUnits)
        {
            // The first one grows, so that a herd of few clients doesn't take megabytes.
            _room = _chunks.Count == 0 ? Math.Max(FirstUnits, units) : ChunkUnits;
            _current = AddChunk(_room);
            _unitsUsed = 0;
        }
        else if (_unitsUsed + units > _room)
        {
            _room = Math.Min(ChunkUnits, Math.Max(_room * 2, _unitsUsed + units));
            ref var chunk = ref CollectionsMarshal.AsSpan(_chunks)[(int)(_current >> UnitBits)];
            var grown = NewChunk(_room);
            chunk.CopyTo(grown, 0);
            chunk = grown;
        }

        var slot = _current + (uint)_unitsUsed;
        _unitsUsed += units;
        return slot;
    }

    private uint AddChunk(int units)
    {
        if (_chunks.Count == 1 << (32 - UnitBits))
            throw new InvalidOperationException("the store of locations is full: 64 GiB");
        _chunks.Add(NewChunk(units));
        return (uint)(_chunks.Count - 1) << UnitBits;
    }

    private static byte[] NewChunk(int units)
    {
        var chunk = GC.AllocateUninitializedArray<byte>(units * UnitBytes);
        HugePages.Advise(chunk);
        return chunk;
    }

    private void Write(uint slot, ReadOnlySpan<byte> frame) =>
        frame.CopyTo(_chunks[(int)(slot >> UnitBits)].AsSpan((int)(slot & ((1 << UnitBits) - 1)) * UnitBytes));
}
