namespace Herd.Actors.Locations;

/// <summary>How much a node stores. Beyond it, clients that are known move on and new ones are refused.</summary>
/// <param name="MaxCount">Clients (<c>herd.locations.max-count</c>).</param>
/// <param name="MaxBytes">Bytes of memory that their locations may take (<c>herd.locations.max-memory</c>).</param>
public sealed record LocationLimits(long MaxCount, long MaxBytes)
{
    public static LocationLimits None { get; } = new(long.MaxValue / 2, long.MaxValue / 2);

    /// <summary>
    /// What is taken from neighbours, and from clients that were answered already: an eighth more, and 1,000 clients. So what
    /// several nodes take at the same time, each up to its limit, fits everywhere.
    /// </summary>
    public LocationLimits WithSlack() => new(MaxCount + MaxCount / 8 + 1000, MaxBytes + MaxBytes / 8 + 1024 * 1024);
}
