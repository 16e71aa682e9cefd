using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Tests.Simulation;

/// <summary>What of a node outlives a crash: parts of updates, and the vector that they cover.</summary>
internal sealed class SimulatedDisk
{
    private Dictionary<byte[], byte[]>? _newest;

    /// <summary>How often it was erased: a copy that was opened before writes to where nobody looks.</summary>
    public int Erasures { get; private set; }

    /// <summary>Committed, by number.</summary>
    public SortedDictionary<long, byte[]> Parts { get; private set; } = [];

    /// <summary>The number that the next part gets.</summary>
    public long Next { get; private set; } = 1;

    public VersionVector Vector { get; private set; } = VersionVector.Empty;

    /// <summary>All at once, as a transaction does.</summary>
    /// <param name="parts">Added, the first of them with number <paramref name="first"/>.</param>
    /// <param name="first">Its number.</param>
    /// <param name="vector">What all parts cover.</param>
    /// <param name="firstNeeded">Parts before it go.</param>
    public void Commit(IEnumerable<byte[]> parts, long first, VersionVector vector, long firstNeeded)
    {
        foreach (var part in parts)
            Parts.Add(first++, part);
        foreach (var outdated in Parts.Keys.TakeWhile(number => number < firstNeeded).ToList())
            Parts.Remove(outdated);
        (Next, Vector, _newest) = (first, vector, null);
    }

    /// <summary>The file is deleted, or was damaged and is set aside.</summary>
    public void Erase()
    {
        Erasures++;
        (Parts, Next, Vector, _newest) = ([], 1, VersionVector.Empty, null);
    }

    /// <summary>What a node that starts makes of it.</summary>
    public LocationTable Load(string name, ulong epoch)
    {
        var table = new LocationTable(name, epoch);
        foreach (var part in Parts.Values.Reverse())
        {
            foreach (var frame in SimulatedNode.FramesOf(part))
                table.Restore(frame);
        }

        table.CompleteRestore(Vector);
        return table;
    }

    /// <summary>The newest committed update of an update's client; null: there is none.</summary>
    public byte[]? Find(UpdateFrame update) => (_newest ??= FindNewest()).GetValueOrDefault(KeyOf(update));

    /// <summary>The same for a client's locations and for tombstones of it.</summary>
    private static byte[] KeyOf(UpdateFrame update) => update.IsTombstone ? update.Client.ToArray() : ClientHash.Default.KeyOf(update.Client);

    private Dictionary<byte[], byte[]> FindNewest()
    {
        var newest = new Dictionary<byte[], byte[]>(ClientIdComparer.Instance);
        foreach (var bytes in Parts.Values.SelectMany(SimulatedNode.FramesOf))
        {
            var frame = new UpdateFrame(bytes);
            var key = KeyOf(frame);
            if (!newest.TryGetValue(key, out var held) || frame.IsNewerThan(new UpdateFrame(held)))
                newest[key] = bytes;
        }

        return newest;
    }
}
