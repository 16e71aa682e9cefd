using System.Globalization;

namespace Herd.Bench.Rivals;

/// <summary>What a reference server answers to STATS.</summary>
/// <param name="Updates">That it stored.</param>
/// <param name="Clients">That it knows.</param>
/// <param name="Digest">Of their newest locations: equal where these are.</param>
internal sealed record HerdStats(long Updates, long Clients, string Digest)
{
    /// <exception cref="FormatException">It isn't such an answer.</exception>
    public static HerdStats Parse(string line) =>
        line.Split(' ') is ["STATS", var updates, var clients, var digest]
            ? new(long.Parse(updates, CultureInfo.InvariantCulture), long.Parse(clients, CultureInfo.InvariantCulture), digest)
            : throw new FormatException($"not an answer to STATS: {line}");
}
