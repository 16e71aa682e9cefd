using Xunit;

namespace Herd.Tests.Node.Map;

/// <summary>A test in a real browser; skipped where Debian's Chromium isn't installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactInBrowserAttribute : FactAttribute
{
    /// <param name="variable">If given, the test runs only where this environment variable is set.</param>
    public FactInBrowserAttribute(string? variable = null)
    {
        if (!File.Exists(Browser.Program))
            Skip = $"{Browser.Program} isn't installed (apt-get install chromium)";
        else if (variable is not null && Switch.Number(variable, 0) == 0)
            Skip = $"takes long: {variable} asks for it";
    }
}
