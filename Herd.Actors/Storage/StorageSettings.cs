namespace Herd.Actors.Storage;

/// <summary>Settings under <c>herd.storage</c>.</summary>
public sealed record StorageSettings(StorageProvider Provider, StorageAck Ack)
{
    public static StorageSettings Default { get; } = new(StorageProvider.Sqlite, StorageAck.Memory);
}
