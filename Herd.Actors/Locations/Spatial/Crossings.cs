namespace Herd.Actors.Locations.Spatial;

/// <summary>
/// The clients that went from one leaf of the index to another lately, so that a question that was under way meanwhile
/// looks at them once more: it may have read both leaves when they weren't in it. One thread writes, any may read.
/// </summary>
internal sealed class Crossings
{
    /// <summary>In this ring a reader may be behind by 10 ms while a million clients a second cross.</summary>
    private const int Length = 16 * 1024;

    private const int NoClient = -1;

    private readonly int[] _entries = new int[Length];
    private long _count;
    private long _completed;

    /// <summary>How many there were, and are.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>How many are over.</summary>
    public long Completed => Volatile.Read(ref _completed);

    /// <summary>Notes one, before it goes; <see cref="Complete"/> must follow.</summary>
    public void Begin(int entry)
    {
        _entries[_count % Length] = entry;
        Volatile.Write(ref _count, _count + 1);
        Volatile.WriteBarrier();
    }

    /// <summary>Notes that leaves will change, so that readers may meet a client twice; <see cref="Complete"/> must follow.</summary>
    public void BeginChange() => Begin(NoClient);

    /// <summary>What was begun is done.</summary>
    public void Complete() => Volatile.Write(ref _completed, _count);

    /// <summary>Reads those from a position on, and moves it.</summary>
    /// <returns>False: some are overwritten.</returns>
    public bool TryRead(ref long position, HashSet<int> entries)
    {
        var count = Count;
        for (var at = position; at < count; at++)
        {
            var entry = _entries[at % Length];
            if (entry != NoClient)
                entries.Add(entry);
        }

        Volatile.ReadBarrier();
        // The one that is being written may have overwritten one more.
        var isWhole = Count - position < Length;
        position = count;
        return isWhole;
    }
}
