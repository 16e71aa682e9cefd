using System.Globalization;

namespace Herd.Node.Survey;

/// <summary>Puts names and numbers into sentences.</summary>
internal static class Words
{
    private const int MaxNames = 3;

    /// <summary>"Hands", "Hands and Welsh", "Hands, Welsh, Ball and 4 more".</summary>
    public static string List(IReadOnlyList<string> names) => names switch
    {
        [] => "none",
        [var only] => only,
        { Count: <= MaxNames } => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MaxNames))} and {names.Count - MaxNames} more"),
    };

    /// <summary>"doesn't" or "don't".</summary>
    public static string Of(int count, string one, string many) => count == 1 ? one : many;

    /// <summary>"1 member", "6 members".</summary>
    public static string Count(int count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
