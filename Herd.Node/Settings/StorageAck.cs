namespace Herd.Node.Settings;

/// <summary><c>herd.storage.ack</c>.</summary>
public enum StorageAck
{
    /// <summary>A client is answered when the node has its location in memory.</summary>
    Memory,

    /// <summary>A client is answered when its location is on the disk.</summary>
    Disk,
}
