namespace Herd.Actors.Locations;

/// <summary>Seqlocks: they tell readers on other threads whether an entry was read whole. Entries share them. One thread writes.</summary>
internal sealed class Versions
{
    private const int Count = 1024;

    private readonly int[] _versions = new int[Count];

    /// <summary>Readers of the entry wait from here on; nothing may fail until <see cref="EndWrite"/>.</summary>
    public void BeginWrite(int entry)
    {
        _versions[entry % Count]++;
        Volatile.WriteBarrier();
    }

    public void EndWrite(int entry) => Volatile.Write(ref _versions[entry % Count], _versions[entry % Count] + 1);

    /// <returns>The version for <see cref="IsWhole"/>.</returns>
    public int BeginRead(int entry) => Volatile.Read(ref _versions[entry % Count]);

    /// <summary>Whether everything read since <see cref="BeginRead"/> is of one moment.</summary>
    public bool IsWhole(int entry, int version)
    {
        Volatile.ReadBarrier();
        return (version & 1) == 0 && _versions[entry % Count] == version;
    }
}
