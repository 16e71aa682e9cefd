using System.Collections.Frozen;
using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>Durations (<c>250 ms</c>) and sizes (<c>8 KiB</c>).</summary>
internal static class HoconUnits
{
    private static readonly FrozenDictionary<string, double> Durations = Table<double>(
        (1e-2, "ns nano nanos nanosecond nanoseconds"),
        (TimeSpan.TicksPerMicrosecond, "micro micros microsecond microseconds"),
        (TimeSpan.TicksPerMillisecond, "ms milli millis millisecond milliseconds"),
        (TimeSpan.TicksPerSecond, "s second seconds"),
        (TimeSpan.TicksPerMinute, "m minute minutes"),
        (TimeSpan.TicksPerHour, "h hour hours"),
        (TimeSpan.TicksPerDay, "d day days"));

    private static readonly FrozenDictionary<string, long> Sizes = Table<long>(
        (1, "b B byte bytes"),
        (1_000, "kB kilobyte kilobytes"),
        (1L << 10, "K k Ki KiB kibibyte kibibytes"),
        (1_000_000, "MB megabyte megabytes"),
        (1L << 20, "M m Mi MiB mebibyte mebibytes"),
        (1_000_000_000, "GB gigabyte gigabytes"),
        (1L << 30, "G g Gi GiB gibibyte gibibytes"),
        (1_000_000_000_000, "TB terabyte terabytes"),
        (1L << 40, "T t Ti TiB tebibyte tebibytes"),
        (1_000_000_000_000_000, "PB petabyte petabytes"),
        (1L << 50, "P p Pi PiB pebibyte pebibytes"),
        (1_000_000_000_000_000_000, "EB exabyte exabytes"),
        (1L << 60, "E e Ei EiB exbibyte exbibytes"));

    /// <exception cref="FormatException">Not a number with a known unit, or negative.</exception>
    /// <exception cref="OverflowException">Over 29,000 years.</exception>
    public static TimeSpan Duration(string? text, bool allowInfinite)
    {
        if (allowInfinite && string.Equals(text, "infinite", StringComparison.OrdinalIgnoreCase))
            return Timeout.InfiniteTimeSpan;

        var (number, unit) = Split(text);
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, NumberFormatInfo.InvariantInfo, out var value)
            || !Durations.TryGetValue(unit.Length == 0 ? "ms" : unit, out var ticks))
            throw new FormatException($"Expected a duration like 250ms, 3s or 5 minutes{(allowInfinite ? ", or infinite" : "")}, found '{text}'.");

        return TimeSpan.FromTicks(checked((long)Math.Round(value * ticks)));
    }

    /// <exception cref="FormatException">Not a whole number with a known unit.</exception>
    /// <exception cref="OverflowException">Over 8 EiB.</exception>
    public static long? Size(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;

        var (number, unit) = Split(text);
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, NumberFormatInfo.InvariantInfo, out var value)
            || !Sizes.TryGetValue(unit.Length == 0 ? "b" : unit, out var factor))
            throw new FormatException($"Expected a size like 512, 8KiB or 1MB, found '{text}'.");

        return checked(value * factor);
    }

    private static (string Number, string Unit) Split(string? text)
    {
        if (text is null)
            return ("", "");

        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        return (text[..end], text[end..].Trim());
    }

    private static FrozenDictionary<string, T> Table<T>(params (T Factor, string Names)[] rows) =>
        rows.SelectMany(row => row.Names.Split(' '), (row, name) => (name, row.Factor))
            .ToFrozenDictionary(entry => entry.name, entry => entry.Factor, StringComparer.Ordinal);
}
