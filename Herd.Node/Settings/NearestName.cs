namespace Herd.Node.Settings;

internal static class NearestName
{
    /// <summary>The known name with the smallest edit distance, ignoring case; null: none is known.</summary>
    public static string? Of(string name, IEnumerable<string> known) =>
        known.MinBy(candidate => Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant()));

    /// <summary>Like <see cref="Of"/>, but null if even the nearest is too different.</summary>
    public static string? Similar(string name, IEnumerable<string> known) =>
        Of(name, known) is { } nearest && Distance(name.ToLowerInvariant(), nearest.ToLowerInvariant()) <= nearest.Length / 2 ? nearest : null;

    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
