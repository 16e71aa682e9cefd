namespace Herd.Actors.Locations;

/// <summary>How much a node stores. Beyond it, known clients still move and new ones are refused.</summary>
/// <param name="MaxCount">Clients (<c>herd.locations.max-count</c>).</param>
/// <param name="MaxBytes">Of memory (<c>herd.locations.max-memory</c>).</param>
public sealed record LocationLimits(long MaxCount, long MaxBytes)
{
    public static LocationLimits None { get; } = new(long.MaxValue / 2, long.MaxValue / 2);

    /// <summary>For updates of neighbours and of answered clients, so that what several nodes take at once fits everywhere.</summary>
    public LocationLimits WithSlack() => new(MaxCount + MaxCount / 8 + 1000, MaxBytes + MaxBytes / 8 + 1024 * 1024);
}
