namespace Herd.Actors.Storage;

/// <summary><c>herd.storage.ack</c>: when an update is answered. The registry's <see cref="Locations.Saving"/> holds answers back; <see cref="CopyFile.SyncEveryCommit"/> makes commits wait for the disk.</summary>
public enum StorageAck
{
    /// <summary>At once. A killed process can lack the last 50 ms in its durable copy; a loss of power the last 300 ms or so.</summary>
    Memory,

    /// <summary>When the update, or a newer one of its client, is on the disk for good.</summary>
    Disk,
}
