namespace Herd.Actors.Storage;

/// <summary>Settings under <c>herd.storage</c>.</summary>
/// <param name="Provider">Where a node keeps its durable copy.</param>
/// <param name="Ack">When a client is answered.</param>
public sealed record StorageSettings(StorageProvider Provider, StorageAck Ack)
{
    public static StorageSettings Default { get; } = new(StorageProvider.Sqlite, StorageAck.Memory);
}
