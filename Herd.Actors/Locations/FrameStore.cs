using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Herd.Actors.Protocol;

namespace Herd.Actors.Locations;

/// <summary>Frames in large chunks: few objects to the garbage collector. Slots count units of 8 bytes and are reused by size.</summary>
internal sealed class FrameStore
{
    private const int UnitBytes = 8;
    private const int UnitBits = 20;
    private const int ChunkUnits = 1 << UnitBits;
    private const int FirstUnits = 8 * 1024;

    private readonly List<byte[]> _chunks = [];
    private readonly Dictionary<int, Stack<uint>> _free = [];
    private uint _current;
    private int _room;
    private int _unitsUsed;

    /// <summary>Memory of frames and of free slots.</summary>
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

    /// <summary>Copies a frame that may be written meanwhile. It doesn't fail, but the copy may be useless.</summary>
    /// <returns>The frame's length; 0: this isn't a frame.</returns>
    public int Read(uint slot, ref byte[] buffer)
    {
        var (chunk, start) = ((int)(slot >> UnitBits), (int)(slot & (ChunkUnits - 1)) * UnitBytes);
        // A slot that is being written may be any number.
        if (chunk >= _chunks.Count || _chunks[chunk] is not { } frames || start + UpdateFrame.HeaderLength > frames.Length)
            return 0;
        var fromSlot = frames.AsSpan(start);
        var length = UpdateFrame.LengthOf(fromSlot);
        if (length > fromSlot.Length)
            return 0;
        if (length > buffer.Length)
            buffer = new byte[length];
        fromSlot[..(int)length].CopyTo(buffer);
        return (int)length;
    }

    /// <summary>Allocates for a frame of this length, so that <see cref="Add"/> can't fail.</summary>
    public void Reserve(int length)
    {
        var units = UnitsOf(length);
        if (_unitsUsed + units > _room && !(_free.TryGetValue(units, out var free) && free.Count > 0))
            Grow(units);
    }

    public void ReserveInPlaceOf(uint slot, int length)
    {
        if (UnitsOf(this[slot].Length) == UnitsOf(length))
            return;
        ReserveFree(slot);
        Reserve(length);
    }

    public void ReserveFree(uint slot)
    {
        var units = UnitsOf(this[slot].Length);
        if (!_free.TryGetValue(units, out var free))
        {
            Memory.MayTake();
            _free[units] = free = new Stack<uint>();
        }

        Memory.Reserve(free);
    }

    /// <summary>Frees a slot. Doesn't fail after <see cref="ReserveFree"/>.</summary>
    public void Free(uint slot)
    {
        var units = UnitsOf(this[slot].Length);
        // Nothing of what was forgotten stays in memory. The length does: it says how large the slot is.
        From(slot)[sizeof(uint)..(units * UnitBytes)].Clear();
        _free[units].Push(slot);
    }

    public uint Add(ReadOnlySpan<byte> frame)
    {
        Reserve(frame.Length);
        var units = UnitsOf(frame.Length);
        var slot = _free.TryGetValue(units, out var free) && free.TryPop(out var reused) ? reused : Take(units);
        Write(slot, frame);
        return slot;
    }

    /// <summary>Puts another frame in a slot's place and returns its new slot. Doesn't fail after <see cref="ReserveInPlaceOf"/>.</summary>
    public uint Replace(uint slot, ReadOnlySpan<byte> frame)
    {
        var units = UnitsOf(this[slot].Length);
        if (units == UnitsOf(frame.Length))
        {
            Write(slot, frame);
            return slot;
        }

        Free(slot);
        return Add(frame);
    }

    public void Stamp(uint slot, ulong epoch, ulong sequence) => UpdateFrame.WriteStamp(From(slot), epoch, sequence);

    public bool Fits(uint slot, int length) => UnitsOf(length) <= UnitsOf(this[slot].Length);

    private static int UnitsOf(int length) => (length + UnitBytes - 1) / UnitBytes;

    private uint Take(int units)
    {
        var slot = _current + (uint)_unitsUsed;
        _unitsUsed += units;
        Bytes += units * UnitBytes;
        return slot;
    }

    private void Grow(int units)
    {
        if (_room == 0 || _unitsUsed + units > ChunkUnits)
        {
            // The first chunk starts small, so that a herd of few clients doesn't take megabytes.
            var room = _chunks.Count == 0 ? Math.Max(FirstUnits, units) : ChunkUnits;
            if (units > room || _chunks.Count == 1 << (32 - UnitBits))
                throw new InvalidOperationException($"no room for a frame of {units * UnitBytes} bytes beside {_chunks.Count} chunks of 8 MiB");
            var chunk = Memory.Take<byte>(room * UnitBytes);
            Memory.MayTake();
            _chunks.Add(chunk);
            (_current, _room, _unitsUsed) = ((uint)(_chunks.Count - 1) << UnitBits, room, 0);
        }
        else
        {
            var room = Math.Min(ChunkUnits, Math.Max(_room * 2, _unitsUsed + units));
            var grown = Memory.Take<byte>(room * UnitBytes);
            ref var chunk = ref CollectionsMarshal.AsSpan(_chunks)[(int)(_current >> UnitBits)];
            chunk.CopyTo(grown, 0);
            (chunk, _room) = (grown, room);
        }
    }

    private void Write(uint slot, ReadOnlySpan<byte> frame) => frame.CopyTo(From(slot));

    private Span<byte> From(uint slot) => _chunks[(int)(slot >> UnitBits)].AsSpan((int)(slot & (ChunkUnits - 1)) * UnitBytes);
}
