using System.Globalization;

namespace Herd.Tests;

/// <summary>What may be asked of tests by the environment: more seeds, more time.</summary>
internal static class Switch
{
    /// <exception cref="FormatException">The variable is set, and is no whole number.</exception>
    public static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
