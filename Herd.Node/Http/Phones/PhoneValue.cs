using System.Globalization;
using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

internal static class PhoneValue
{
    /// <summary>From here on a number means milliseconds: as seconds it would be in the year 5138.</summary>
    private const decimal FirstMilliseconds = 100_000_000_000;

    private const decimal LastSeconds = 1_000_000_000_000_000;

    private const int SecondsEnd = 19;

    /// <summary>A string, number or boolean property as text; null: there is none.</summary>
    /// <exception cref="InvalidOperationException">The text isn't valid Unicode.</exception>
    public static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? TextOf(value) : null;

    /// <summary>A string, number or boolean as text; null: it is something else.</summary>
    /// <exception cref="InvalidOperationException">The text isn't valid Unicode.</exception>
    public static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static bool TryNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>Reads degrees within ±<paramref name="limit"/>, with up to 28 digits.</summary>
    public static bool TryDegrees(string? text, int limit, out decimal degrees) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees) && Math.Abs(degrees) <= limit;

    /// <summary>Reads a time after 1970: POSIX seconds or milliseconds, or ISO 8601, UTC unless it has an offset.</summary>
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
        // An unescaped + in a URL arrives as a space.
        if (text.LastIndexOf(' ') is >= SecondsEnd and var space)
            text = $"{text[..space]}+{text[(space + 1)..]}";
        if (text.Length >= SecondsEnd && text.AsSpan(SecondsEnd).IndexOfAny("Zz+-") < 0)
            text += "Z";
        return Rfc3339.TryParse(text, out time);
    }
}
