using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

/// <summary>What a node starts with: what its durable copy holds, or nothing.</summary>
internal sealed class NodeStorage : IDisposable
{
    private NodeStorage(LocationTable table, ulong epoch, DurableCopy? copy)
    {
        Table = table;
        Epoch = epoch;
        Copy = copy;
    }

    public LocationTable Table { get; }

    public ulong Epoch { get; }

    /// <summary>Null: nothing is saved.</summary>
    public DurableCopy? Copy { get; }

    /// <summary>Of <see cref="Copy"/>.</summary>
    public StoreHealth Health { get; } = new(TimeProvider.System);

    /// <exception cref="SettingsException">There is a durable copy, and it can't be used.</exception>
    public static NodeStorage Open(HerdSettings herd, NodeSettings node)
    {
        if (herd.Storage.Provider == StorageProvider.None)
        {
            var epoch = BootEpoch.From(TimeProvider.System);
            return new NodeStorage(new LocationTable(node.Name, epoch), epoch, null);
        }

        try
        {
            var copy = DurableCopy.Open(herd.FolderOf(node.Name), herd.Name, node.Name, herd.Storage.Ack, TimeProvider.System);
            return new NodeStorage(copy.Table, copy.Epoch, copy);
        }
        catch (DurableCopyException refusal)
        {
            throw new SettingsException($"{node.Name}: {refusal.Message}");
        }
    }

    /// <summary>After the node has stopped: why what clients were answered isn't all in its durable copy; null: it is, or there is none.</summary>
    public string? Loss() => Copy is not null && Table.CountOwnMissing(Copy.Vector) is var missing and > 0
        ? $"{missing} locations that clients were told of couldn't be saved in {Copy.Path} in time"
        : null;

    public void Dispose() => Copy?.Dispose();
}
