using System.Globalization;
using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

/// <summary>Reads numbers and times as phones write them, in JSON, forms and URLs.</summary>
internal static class PhoneValue
{
    /// <summary>A number from here on is a time in milliseconds: in seconds it would be the year 5138.</summary>
    private const decimal FirstMilliseconds = 100_000_000_000;

    private const decimal LastSeconds = 1_000_000_000_000_000;

    /// <summary>Where in ISO 8601 the seconds end.</summary>
    private const int SecondsEnd = 19;

    /// <summary>An object's text, number or boolean of this name, as text; null: it has none.</summary>
    /// <exception cref="InvalidOperationException">It is text that isn't Unicode.</exception>
    public static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? TextOf(value) : null;

    /// <summary>A text, number or boolean, as text; null: it is none.</summary>
    /// <exception cref="InvalidOperationException">It is text that isn't Unicode.</exception>
    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    /// <summary>Reads a finite number.</summary>
    public static bool TryNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>Reads degrees, with all the digits that were written, up to 28.</summary>
    /// <param name="text">A decimal number.</param>
    /// <param name="limit">No more, to either side.</param>
    /// <param name="degrees">What was read.</param>
    public static bool TryDegrees(string? text, int limit, out decimal degrees) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees) && Math.Abs(degrees) <= limit;

    /// <summary>Reads a time after 1970: POSIX seconds or milliseconds, or ISO 8601, which is in UTC if it doesn't say.</summary>
    public static bool TryTime(string? text, out PosixTime time)
    {
        time = default;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return text is not null && TryIso(text.Trim(), out time) && time.Seconds > 0;
        if (number >= FirstMilliseconds)
            number /= 1000;
        if (number is <= 0 or >= LastSeconds)
            return false;
        var seconds = decimal.Floor(number);
        time = new PosixTime((long)seconds, (int)((number - seconds) * PosixTime.NanosecondsPerSecond));
        return true;
    }

    private static bool TryIso(string text, out PosixTime time)
    {
        // A + that isn't percent-encoded in a URL comes as a space.
        if (text.LastIndexOf(' ') is >= SecondsEnd and var space)
            text = $"{text[..space]}+{text[(space + 1)..]}";
        if (text.Length >= SecondsEnd && text.AsSpan(SecondsEnd).IndexOfAny("Zz+-") < 0)
            text += "Z";
        return Rfc3339.TryParse(text, out time);
    }
}
