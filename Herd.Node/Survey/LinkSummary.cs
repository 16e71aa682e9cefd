using System.Globalization;
using Herd.Node.Hosting;

namespace Herd.Node.Survey;

/// <summary>A node's links in a few words: <c>3 live, 1 down (Hands)</c>. Only those that aren't live are named.</summary>
internal static class LinkSummary
{
    private const string Live = "live";
    private const string Down = "down";

    /// <summary>How many links of a state are named, of those down and of those on their way: from long forms to short.</summary>
    private static readonly (int Down, int Others)[] Forms = [(3, 3), (2, 2), (1, 1), (2, 0), (1, 0), (0, 0)];

    /// <summary>The longest form that fits.</summary>
    /// <param name="links">In any order.</param>
    /// <param name="width">Columns; even the shortest form may be longer.</param>
    public static string Of(IReadOnlyList<StatusReport.Link> links, int width)
    {
        if (links.Count == 0)
            return "none";
        var groups = links.GroupBy(link => link.State, link => link.Neighbour).OrderBy(group => Order(group.Key)).ToList();
        return Forms
            .Select(form => string.Join(", ", groups.Select(group => Describe(group.Key, [.. group], NamesOf(group.Key, form)))))
            .FirstOrDefault(text => text.Length <= width)
            ?? string.Create(CultureInfo.InvariantCulture, $"{links.Count(link => link.State == Live)} of {links.Count} live");
    }

    private static int NamesOf(string state, (int Down, int Others) form) => state switch
    {
        Live => 0,
        Down => form.Down,
        _ => form.Others,
    };

    private static string Describe(string state, string[] neighbours, int names)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{neighbours.Length} {state}");
        if (names == 0)
            return text;
        var more = neighbours.Length > names ? ", …" : "";
        return $"{text} ({string.Join(", ", neighbours.Take(names))}{more})";
    }

    private static int Order(string state) => Array.IndexOf([Live, "catching up", "waiting", Down], state);
}
