namespace Herd.Actors.Storage;

/// <summary><c>herd.storage.provider</c>.</summary>
public enum StorageProvider
{
    /// <summary>A file in the node's folder.</summary>
    Sqlite,

    /// <summary>Nowhere: memory only.</summary>
    None,
}
