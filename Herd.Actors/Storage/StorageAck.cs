namespace Herd.Actors.Storage;

/// <summary><c>herd.storage.ack</c>: when an update is answered.</summary>
public enum StorageAck
{
    /// <summary>At once. A crash of the whole machine can cost its durable copy the last moments.</summary>
    Memory,

    /// <summary>When the update, or a newer one of its client, is on the disk for good.</summary>
    Disk,
}
