using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations;

/// <summary>
/// A list that grows by a chunk at a time: but for the first, no chunk is ever copied, and no more than one is empty. Its
/// items have no references, so that the garbage collector has no more to do with a million of them than with none.
/// </summary>
internal sealed class ChunkedList<T>
    where T : unmanaged
{
    private const int ChunkBits = 14;
    private const int ChunkLength = 1 << ChunkBits;
    private const int FirstLength = 16;

    private readonly List<T[]> _chunks = [];
    private int _room;

    public int Count { get; private set; }

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

    /// <summary>Takes the memory that the next item needs. Behind it, <see cref="Add"/> doesn't fail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Reserve()
    {
        if (Count == _room)
            Grow();
    }

    /// <summary>Drops the items from here on.</summary>
    public void Truncate(int count)
    {
        Count = count;
        // And one for what comes next: a list that is cut again and again would make it anew each time.
        var needed = ((count + ChunkLength - 1) >> ChunkBits) + 1;
        if (_chunks.Count > needed)
            _chunks.RemoveRange(needed, _chunks.Count - needed);
        _room = RoomInAll();
    }

    /// <summary>The items from here on.</summary>
    public T[] ToArray(int index)
    {
        var items = new T[Count - index];
        for (var at = 0; at < items.Length; at++)
            items[at] = this[index + at];
        return items;
    }

    private void Grow()
    {
        if (Count is > 0 and < ChunkLength)
        {
            // A list of few items has no more than it needs.
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
