using System.Globalization;

namespace Herd.Bench.Harness;

/// <summary>Numbers for people.</summary>
internal static class Numbers
{
    /// <summary>With at least three digits that count, and no more behind the point than that needs.</summary>
    public static string Text(double value)
    {
        var format = Math.Abs(value) switch
        {
            0 => "0",
            >= 100 => "N0",
            >= 10 => "0.0",
            >= 0.1 => "0.00",
            _ => "0.000",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
