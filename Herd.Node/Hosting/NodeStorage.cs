using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

internal sealed class NodeStorage : IDisposable
{
    private readonly string _node;
    private readonly StorageAck _ack;

    private NodeStorage(string node, LocationTable table, ulong epoch, DurableCopy? copy, StorageAck ack)
    {
        Table = table;
        Epoch = epoch;
        Copy = copy;
        (_node, _ack) = (node, ack);
    }

    public LocationTable Table { get; }

    public ulong Epoch { get; }

    /// <summary>Null: nothing is saved.</summary>
    public DurableCopy? Copy { get; }

    public StoreHealth Health { get; } = new(TimeProvider.System);

    /// <exception cref="SettingsException">There is a durable copy, but it can't be used.</exception>
    public static NodeStorage Open(HerdSettings herd, NodeSettings node, LocationLimits limits)
    {
        var storage = Open(herd, node);
        storage.Table.Limits = limits;
        return storage;
    }

    private static NodeStorage Open(HerdSettings herd, NodeSettings node)
    {
        var hash = herd.MakeClientHash();
        if (herd.Storage.Provider == StorageProvider.None)
        {
            var epoch = BootEpoch.From(TimeProvider.System);
            return new NodeStorage(node.Name, new LocationTable(node.Name, epoch, hash), epoch, null, herd.Storage.Ack);
        }

        try
        {
            var copy = DurableCopy.Open(
                herd.FolderOf(node.Name), herd.Name, node.Name, herd.Storage.Ack, TimeProvider.System, hash, herd.Locations.Retention.ForgetFor, herd.Link.MaxAhead);
            return new NodeStorage(node.Name, copy.Table, copy.Epoch, copy, herd.Storage.Ack);
        }
        catch (DurableCopyException refusal)
        {
            throw new SettingsException($"{node.Name}: {refusal.Message}");
        }
    }

    /// <summary>After the node has stopped: reports that aren't in the durable copy, for people; null: none, or there is no copy.</summary>
    public string? Loss() => Copy is not null && Table.CountOwnMissing(Saved(Copy)) is var missing and > 0
        ? $"{missing} locations that clients {(_ack == StorageAck.Disk ? "reported and got no answer for" : "were told of")} couldn't be saved in {Copy.Path} in time"
        : null;

    private VersionVector Saved(DurableCopy copy) =>
        VersionVector.From([.. copy.Vector.Entries, (_node, Table.Epoch, copy.OwnCommitted)]);

    public void Dispose() => Copy?.Dispose();
}
