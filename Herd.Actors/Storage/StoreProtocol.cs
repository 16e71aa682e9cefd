namespace Herd.Actors.Storage;

/// <summary>
/// Asks the <see cref="DurableStore"/> to save everything that the registry knows by now, answered with
/// <see cref="Flushed"/> when that is committed, or can't be.
/// </summary>
public sealed record Flush
{
    public static Flush Instance { get; } = new();
}

/// <summary>What became of <see cref="Flush"/>.</summary>
/// <param name="IsAll">Everything that the registry knew then is committed; else it couldn't be written.</param>
public sealed record Flushed(bool IsAll);
