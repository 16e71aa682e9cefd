using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations;

/// <summary>A list of chunks, of which only the first is ever copied. The garbage collector finds no references in it.</summary>
internal sealed class ChunkedList<T>
    where T : unmanaged
{
    private const int FirstLength = 16;

    private readonly List<T[]> _chunks = [];
    private int _room;

    public int Count { get; private set; }

    /// <summary>Chunks of large items take some megabytes.</summary>
    private static int ChunkBits => Unsafe.SizeOf<T>() < 256 ? 14 : 12;

    private static int ChunkLength => 1 << ChunkBits;

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[index >> ChunkBits][index & (ChunkLength - 1)];
    }

    public void Add(T item)
    {
        Reserve();
        this[Count++] = item;
    }

    /// <summary>Allocates for the next item, so that <see cref="Add"/> can't fail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve()
    {
        if (Count == _room)
            Grow();
    }

    public void Truncate(int count)
    {
        Count = count;
        // One spare chunk stays, or a list that is cut again and again would allocate it each time.
        var needed = ((count + ChunkLength - 1) >> ChunkBits) + 1;
        if (_chunks.Count > needed)
            _chunks.RemoveRange(needed, _chunks.Count - needed);
        _room = RoomInAll();
    }

    public T[] ToArray(int index)
    {
        var items = new T[Count - index];
        for (var at = 0; at < items.Length; at++)
            items[at] = this[index + at];
        return items;
    }

    private void Grow()
    {
        if (Count > 0 && Count < ChunkLength)
        {
            // The first chunk grows, so that a short list takes little memory.
            var first = Memory.Take<T>(Math.Min(ChunkLength, Count * 2));
            _chunks[0].CopyTo(first, 0);
            _chunks[0] = first;
        }
        else
        {
            var chunk = Memory.Take<T>(Count == 0 ? FirstLength : ChunkLength);
            Memory.MayTake();
            _chunks.Add(chunk);
        }

        _room = RoomInAll();
    }

    private int RoomInAll() => _chunks.Count switch
    {
        0 => 0,
        1 => _chunks[0].Length,
        _ => _chunks.Count << ChunkBits,
    };
}
