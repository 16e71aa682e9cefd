namespace Herd.Actors.Storage;

public sealed record StorageSettings(StorageProvider Provider, StorageAck Ack)
{
    public static StorageSettings Default { get; } = new(StorageProvider.Sqlite, StorageAck.Memory);
}
