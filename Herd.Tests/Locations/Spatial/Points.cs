using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;

namespace Herd.Tests.Locations.Spatial;

/// <summary>Random points, dense at the poles, the equator and the antimeridian.</summary>
internal static class Points
{
    private static readonly int[] OddLatitudes = [-900_000_000, -899_999_999, -1, 0, 1, 899_999_999, 900_000_000];
    private static readonly int[] OddLongitudes = [-1_800_000_000, -1_799_999_999, -900_000_000, -1, 0, 1, 900_000_000, 1_799_999_999, 1_800_000_000];

    public static Gen<int> Latitude { get; } = Gen.Frequency(
        (3, Gen.Choose(-900_000_000, 900_000_000)), (2, Gen.Choose(340_000_000, 340_100_000)), (1, Gen.Choose(899_000_000, 900_000_000)),
        (1, Gen.Choose(-900_000_000, -899_999_000)), (1, Gen.Elements(OddLatitudes)));

    public static Gen<int> Longitude { get; } = Gen.Frequency(
        (3, Gen.Choose(-1_800_000_000, 1_800_000_000)), (2, Gen.Choose(-1_184_000_000, -1_183_900_000)),
        (1, Gen.Choose(1_799_999_000, 1_800_000_000)), (1, Gen.Choose(-1_800_000_000, -1_799_999_000)), (1, Gen.Elements(OddLongitudes)));

    public static Gen<GeoPoint> Any { get; } = Gen.Frequency(
        (4, Point(Latitude, Longitude)),
        (3, Point(Gen.Choose(340_000_000, 340_100_000), Gen.Choose(-1_184_000_000, -1_183_900_000))),
        (2, Point(Gen.Choose(340_000_000, 340_000_020), Gen.Choose(-1_184_000_000, -1_183_999_980))),
        (1, Gen.Constant(new GeoPoint(340_000_010, -1_184_000_000))));

    public static double Degrees(int units) => (double)units / GeoPoint.PerDegree;

    public static string Text(GeoPoint point) => string.Create(
        CultureInfo.InvariantCulture, $"{Degrees(point.Latitude):+00.0000000;-00.0000000}{Degrees(point.Longitude):+000.0000000;-000.0000000}");

    private static Gen<GeoPoint> Point(Gen<int> latitude, Gen<int> longitude) =>
        from north in latitude from east in longitude select new GeoPoint(north, east);
}
