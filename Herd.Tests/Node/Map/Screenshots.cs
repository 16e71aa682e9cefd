using System.Runtime.CompilerServices;

namespace Herd.Tests.Node.Map;

/// <summary>Pictures of the map in docs/, made anew with HERD_SCREENSHOTS=1.</summary>
internal static class Screenshots
{
    /// <summary>Trails grow meanwhile.</summary>
    private static readonly TimeSpan Pose = TimeSpan.FromSeconds(12);

    public static bool AreWanted { get; } = Switch.Number("HERD_SCREENSHOTS", 0) > 0;

    /// <summary>If it is wanted, takes docs/map-NAME.png.</summary>
    public static async Task TakeAsync(MapPage map, string name, [CallerFilePath] string here = "")
    {
        if (!AreWanted)
            return;
        await Task.Delay(Pose);
        await map.Page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetDirectoryName(here)!, "../../../docs", $"map-{name}.png") });
    }
}
