using Xunit;

namespace Herd.Tests.Node.Map;

/// <summary>A test in a real browser: where Debian's Chromium isn't installed, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactInBrowserAttribute : FactAttribute
{
    /// <param name="variable">Only run where this variable of the environment is set; null: everywhere.</param>
    public FactInBrowserAttribute(string? variable = null)
    {
        if (!File.Exists(Browser.Program))
            Skip = $"{Browser.Program} isn't installed (apt-get install chromium)";
        else if (variable is not null && Switch.Number(variable, 0) == 0)
            Skip = $"takes long: {variable} asks for it";
    }
}
