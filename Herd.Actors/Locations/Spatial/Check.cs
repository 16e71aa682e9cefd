using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations.Spatial;

internal static class Check
{
    /// <exception cref="ArgumentOutOfRangeException">Not a number within ±90.</exception>
    public static void Latitude(double degrees, [CallerArgumentExpression(nameof(degrees))] string? name = null) => Within(degrees, 90, name);

    /// <exception cref="ArgumentOutOfRangeException">Not a number within ±180.</exception>
    public static void Longitude(double degrees, [CallerArgumentExpression(nameof(degrees))] string? name = null) => Within(degrees, 180, name);

    private static void Within(double degrees, int limit, string? name)
    {
        if (!(Math.Abs(degrees) <= limit))
            throw new ArgumentOutOfRangeException(name, degrees, $"not within ±{limit} degrees");
    }
}
