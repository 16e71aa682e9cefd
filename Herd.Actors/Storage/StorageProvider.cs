namespace Herd.Actors.Storage;

/// <summary><c>herd.storage.provider</c>.</summary>
public enum StorageProvider
{
    Sqlite,

    /// <summary>Memory only.</summary>
    None,
}
