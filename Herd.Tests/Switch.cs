using System.Globalization;

namespace Herd.Tests;

/// <summary>Environment variables that ask tests for more seeds or more time.</summary>
internal static class Switch
{
    public static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
