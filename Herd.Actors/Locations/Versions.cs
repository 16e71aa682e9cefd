namespace Herd.Actors.Locations;

/// <summary>
/// Tells readers on other threads whether what they read of an entry is whole (a sequence lock). Several entries share a
/// version: who reads one of them while another is written reads once more. One thread writes.
/// </summary>
internal sealed class Versions
{
    private const int Count = 1024;

    private readonly int[] _versions = new int[Count];

    /// <summary>An entry is written from here on, and whoever reads it waits; nothing may fail until <see cref="EndWrite"/>.</summary>
    public void BeginWrite(int entry)
    {
        _versions[entry % Count]++;
        Volatile.WriteBarrier();
    }

    public void EndWrite(int entry) => Volatile.Write(ref _versions[entry % Count], _versions[entry % Count] + 1);

    /// <summary>Before an entry is read.</summary>
    /// <returns>What <see cref="IsWhole"/> wants to know.</returns>
    public int BeginRead(int entry) => Volatile.Read(ref _versions[entry % Count]);

    /// <summary>Whether all that was read since is of one moment.</summary>
    public bool IsWhole(int entry, int version)
    {
        Volatile.ReadBarrier();
        return (version & 1) == 0 && _versions[entry % Count] == version;
    }
}
