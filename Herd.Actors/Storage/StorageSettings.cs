namespace Herd.Actors.Storage;

public sealed record StorageSettings(StorageProvider Provider, StorageAck Ack)
{
    public static StorageSettings Default { get; } = new(StorageProvider.Sqlite, StorageAck.Memory);
}

/// <summary><c>herd.storage.provider</c>.</summary>
public enum StorageProvider
{
    Sqlite,

    /// <summary>Memory only.</summary>
    None,
}

/// <summary><c>herd.storage.ack</c>: when an update is answered. The registry's <see cref="Locations.Saving"/> holds answers back; <see cref="CopyFile.SyncEveryCommit"/> makes commits wait for the disk.</summary>
public enum StorageAck
{
    /// <summary>At once. A killed process can lack the last 50 ms in its durable copy; a loss of power the last 300 ms or so.</summary>
    Memory,

    /// <summary>When the update, or a newer one of its client, is on the disk for good.</summary>
    Disk,
}
