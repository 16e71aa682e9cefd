using System.CommandLine.Parsing;
using System.Globalization;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary>The value of <c>--watch</c>, in seconds.</summary>
internal static class WatchInterval
{
    private const double Min = 0.1;
    private const double Max = 86_400;

    public static TimeSpan? Parse(ArgumentResult argument)
    {
        if (argument.Tokens is not [var token, ..])
            return TimeSpan.FromSeconds(1);
        if (double.TryParse(token.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= Min and <= Max)
            return TimeSpan.FromSeconds(seconds);
        argument.AddError(string.Create(CultureInfo.InvariantCulture, $"--watch: expected seconds from {Min} to {Max}, found {SettingsCheck.Show(token.Value)}"));
        return null;
    }
}
