using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Tests.Simulation;

/// <summary>What survives a crash: parts with updates, and the vector that they cover.</summary>
internal sealed class SimulatedDisk
{
    private Dictionary<byte[], byte[]>? _newest;

    /// <summary>Number of erasures. A copy that was opened before one is detached from the disk.</summary>
    public int Erasures { get; private set; }

    public SortedDictionary<long, byte[]> Parts { get; private set; } = [];

    public long Next { get; private set; } = 1;

    public VersionVector Vector { get; private set; } = VersionVector.Empty;

    /// <summary>Atomic. Parts are numbered from <paramref name="first"/>; those before <paramref name="firstNeeded"/> go.</summary>
    public void Commit(IEnumerable<byte[]> parts, long first, VersionVector vector, long firstNeeded)
    {
        foreach (var part in parts)
            Parts.Add(first++, part);
        foreach (var outdated in Parts.Keys.TakeWhile(number => number < firstNeeded).ToList())
            Parts.Remove(outdated);
        (Next, Vector, _newest) = (first, vector, null);
    }

    public void Erase()
    {
        Erasures++;
        (Parts, Next, Vector, _newest) = ([], 1, VersionVector.Empty, null);
    }

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

    public byte[]? Find(UpdateFrame update) => (_newest ??= FindNewest()).GetValueOrDefault(KeyOf(update));

    /// <summary>Equal for a client's locations and its tombstones.</summary>
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
