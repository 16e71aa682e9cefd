using Xunit;

namespace Herd.Tests.Node.Map;

/// <summary>A test in a real browser: where Debian's Chromium isn't installed, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactInBrowserAttribute : FactAttribute
{
    public FactInBrowserAttribute() => Skip = File.Exists(Browser.Program) ? null : $"{Browser.Program} isn't installed (apt-get install chromium)";
}
