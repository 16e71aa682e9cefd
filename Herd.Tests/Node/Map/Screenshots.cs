using System.Runtime.CompilerServices;

namespace Herd.Tests.Node.Map;

/// <summary>Pictures of the map in docs/, updated with HERD_SCREENSHOTS=1.</summary>
internal static class Screenshots
{
    /// <summary>Time for trails to grow.</summary>
    private static readonly TimeSpan Pose = TimeSpan.FromSeconds(12);

    public static bool AreWanted { get; } = Switch.Number("HERD_SCREENSHOTS", 0) > 0;

    public static async Task TakeAsync(MapPage map, string name, [CallerFilePath] string here = "")
    {
        if (!AreWanted)
            return;
        await Task.Delay(Pose);
        await map.Page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetDirectoryName(here)!, "../../../docs", $"map-{name}.png") });
    }
}
