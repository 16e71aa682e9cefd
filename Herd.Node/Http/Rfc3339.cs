using System.Globalization;
using System.Text;
using Herd.Actors.Protocol;

namespace Herd.Node.Http;

/// <summary>Reads and writes RFC 3339 times with nanoseconds.</summary>
internal static class Rfc3339
{
    private const int FractionAt = 19;
    private const int MaxDecimals = 9;

    /// <summary>Reads a time such as <c>2021-05-19T22:53:47.959498503-07:00</c>; digits after the ninth decimal are ignored.</summary>
    public static bool TryParse(string text, out PosixTime time)
    {
        time = default;
        if (text.Length <= FractionAt)
            return false;
        var end = FractionAt;
        var nanoseconds = 0;
        if (text[end] == '.')
        {
            var digits = text.AsSpan(end + 1);
            digits = digits[..Math.Max(0, digits.IndexOfAnyExceptInRange('0', '9'))];
            if (digits.IsEmpty)
                return false;
            end += 1 + digits.Length;
            for (var i = 0; i < MaxDecimals; i++)
                nanoseconds = nanoseconds * 10 + (i < digits.Length ? digits[i] - '0' : 0);
        }

        var whole = string.Concat(text.AsSpan(0, FractionAt), text.AsSpan(end));
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd' 'HH:mm:ss'Z'", "yyyy-MM-dd' 'HH:mm:sszzz"];
        if (!DateTimeOffset.TryParseExact(whole.ToUpperInvariant(), forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return false;
        time = PosixTime.From(moment) with { Nanoseconds = nanoseconds };
        return true;
    }

    /// <summary>In UTC, without trailing zeros; null: the year is outside 1 to 9999.</summary>
    public static string? Format(PosixTime time)
    {
        if (time.Seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || time.Seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return null;
        var text = new StringBuilder(DateTimeOffset.FromUnixTimeSeconds(time.Seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        return text.Append(Fraction(time)).Append('Z').ToString();
    }

    /// <summary>POSIX seconds without trailing zeros.</summary>
    public static string Posix(PosixTime time)
    {
        // −0.25 s is −1 s and 750,000,000 ns.
        var (sign, seconds, nanoseconds) = time.Seconds >= 0 || time.Nanoseconds == 0
            ? ("", time.Seconds, time.Nanoseconds)
            : (time.Seconds == -1 ? "-" : "", time.Seconds + 1, PosixTime.NanosecondsPerSecond - time.Nanoseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds}{Fraction(new PosixTime(0, nanoseconds))}");
    }

    private static string Fraction(PosixTime time) =>
        time.Nanoseconds == 0 ? "" : "." + time.Nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
}
