namespace Herd.Actors.Storage;

/// <summary>
/// Asks the <see cref="DurableStore"/> to save everything that the registry knows by now, answered with
/// <see cref="Flushed"/> when that is committed.
/// </summary>
public sealed record Flush
{
    public static Flush Instance { get; } = new();
}

/// <summary>Everything that the registry knew at <see cref="Flush"/> is committed.</summary>
public sealed record Flushed
{
    public static Flushed Instance { get; } = new();
}
