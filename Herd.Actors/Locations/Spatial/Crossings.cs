namespace Herd.Actors.Locations.Spatial;

/// <summary>Clients that changed leaves lately: a search under way may have missed them, so it looks again. One thread writes.</summary>
internal sealed class Crossings
{
    /// <summary>A reader may be 10 ms behind in this ring while a million clients a second cross.</summary>
    private const int Length = 16 * 1024;

    private const int NoClient = -1;

    private readonly int[] _entries = new int[Length];
    private long _count;
    private long _completed;

    /// <summary>Includes those under way.</summary>
    public long Count => Volatile.Read(ref _count);

    public long Completed => Volatile.Read(ref _completed);

    /// <summary>Notes one before it goes; <see cref="Complete"/> must follow.</summary>
    public void Begin(int entry)
    {
        _entries[_count % Length] = entry;
        Volatile.Write(ref _count, _count + 1);
        Volatile.WriteBarrier();
    }

    /// <summary>Leaves are about to change, so readers may meet a client twice; <see cref="Complete"/> must follow.</summary>
    public void BeginChange() => Begin(NoClient);

    public void Complete() => Volatile.Write(ref _completed, _count);

    /// <returns>False: some were overwritten.</returns>
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
        // One that is being written may have overwritten one more.
        var isWhole = Count - position < Length;
        position = count;
        return isWhole;
    }
}
