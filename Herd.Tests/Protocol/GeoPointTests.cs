using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class GeoPointTests
{
    [Theory]
    [InlineData("+34.068930-118.445127", 340_689_300, -1_184_451_270)]
    [InlineData("-0+0", 0, 0)]
    [InlineData("+1.5-002.25", 15_000_000, -22_500_000)]
    [InlineData("+00.00000004-000.00000005", 0, -1)]
    [InlineData("+00.12345678901234+179.9999999499999", 1_234_568, 1_799_999_999)]
    [InlineData("+89.99999999+5", 900_000_000, 0)]
    [InlineData("-90+77.5", -900_000_000, 0)]
    [InlineData("+12+180", 120_000_000, -1_800_000_000)]
    [InlineData("+12-180.000", 120_000_000, -1_800_000_000)]
    [InlineData("+12+179.99999999", 120_000_000, -1_800_000_000)]
    public void A_location_counts_to_seven_decimals(string location, int latitude, int longitude)
    {
        foreach (var text in (string[])[location, $"{location} 1621464827", $"{location} 1621464827.959498503"])
        {
            var point = GeoPoint.Parse(Encoding.ASCII.GetBytes(text));

            Assert.Equal((latitude, longitude), (point.Latitude, point.Longitude));
        }

        Assert.Equal(new GeoPoint(latitude, longitude), CommandParser.Parse(Bytes.Of($"IAMAT kiwi {location} 5")).Point);
    }

    [Fact]
    public void A_location_in_a_frame_is_the_same_point_however_many_digits_it_has()
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var location = $"{Sign()}{Digits(random.Next(90), 2)}{Decimals()}{Sign()}{Digits(random.Next(180), 3)}{Decimals()}";
            Assert.True(Iso6709.IsValid(Encoding.ASCII.GetBytes(location)), location);

            Assert.Equal(GeoPoint.Parse(Encoding.ASCII.GetBytes(location)), GeoPoint.Parse(Encoding.ASCII.GetBytes($"{location} {random.NextInt64(1L << 40)}.{random.Next()}")));
        }

        string Sign() => random.Next(2) == 0 ? "+" : "-";

        string Digits(int number, int most) => number.ToString($"D{random.Next(1, most + 1)}", CultureInfo.InvariantCulture);

        string Decimals() => random.Next(5) == 0 ? "" : $".{string.Concat(Enumerable.Range(0, random.Next(1, 13)).Select(_ => random.Next(10)))}";
    }

    [Fact]
    public void A_location_is_the_point_that_its_numbers_are()
    {
        var coordinates = from latitude in Generate.Long(-900_000_000_000, 900_000_000_000)
                          from longitude in Generate.Long(-1_800_000_000_000, 1_800_000_000_000)
                          select (latitude / 1e10m, longitude / 1e10m);
        Prop.ForAll(coordinates.ToArbitrary(), pair =>
        {
            var (latitude, longitude) = pair;
            var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{latitude:+0.0000000000;-0.0000000000}{longitude:+0.0000000000;-0.0000000000}"));
            Assert.True(Iso6709.IsValid(text));
            Assert.Equal(new GeoPoint(Units(latitude), Units(longitude)), GeoPoint.Parse(text));
        }).QuickCheckThrowOnFailure();

        static int Units(decimal degrees) => (int)decimal.Round(degrees * GeoPoint.PerDegree, MidpointRounding.AwayFromZero);
    }
}
