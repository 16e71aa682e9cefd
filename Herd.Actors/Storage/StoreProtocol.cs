namespace Herd.Actors.Storage;

/// <summary>Saves all that the registry knows by now. Answered with <see cref="Flushed"/> when it is committed, or can't be.</summary>
public sealed record Flush
{
    public static Flush Instance { get; } = new();
}

/// <param name="IsAll">False: it couldn't be written.</param>
public sealed record Flushed(bool IsAll);
