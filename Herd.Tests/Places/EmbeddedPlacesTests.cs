using System.Text;
using System.Text.Json;
using Herd.Actors.Places;
using Herd.Actors.Places.Embedded;
using Xunit;

namespace Herd.Tests.Places;

public class EmbeddedPlacesTests
{
    private const double Latitude = 34.06893;
    private const double Longitude = -118.445127;

    private readonly EmbeddedPlaces _places = new();

    [Fact]
    public void Near_Los_Angeles_there_is_Santa_Monica_most_prominent_first()
    {
        using var answer = Ask(new(1, Latitude, Longitude, 10, 5));
        var results = answer.RootElement.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal("OK", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal(5, results.Length);
        Assert.Equal("Santa Monica", results[0].GetProperty("name").GetString());
    }

    [Fact]
    public void A_result_has_the_shape_of_a_Nearby_Search_result()
    {
        using var answer = Ask(new(1, Latitude, Longitude, 10, 1));
        var result = answer.RootElement.GetProperty("results")[0];
        Assert.Equal("geonames:5393212", result.GetProperty("place_id").GetString());
        Assert.Equal("geonames:5393212", result.GetProperty("reference").GetString());
        Assert.Equal("Santa Monica", result.GetProperty("vicinity").GetString());
        Assert.Equal(["locality", "political"], result.GetProperty("types").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal("APP", result.GetProperty("scope").GetString());
        Assert.Equal("85632G95+QG", result.GetProperty("plus_code").GetProperty("global_code").GetString());
        Assert.Equal(
            "2G95+QG Santa Monica, CA, United States",
            result.GetProperty("plus_code").GetProperty("compound_code").GetString());
        var geometry = result.GetProperty("geometry");
        Assert.Equal((34.01945, -118.49119), PointOf(geometry.GetProperty("location")));
        var (north, east) = PointOf(geometry.GetProperty("viewport").GetProperty("northeast"));
        var (south, west) = PointOf(geometry.GetProperty("viewport").GetProperty("southwest"));
        Assert.InRange(34.01945, south + 0.005, north - 0.005);
        Assert.InRange(-118.49119, west + 0.005, east - 0.005);
    }

    [Fact]
    public void GeoNames_and_its_licence_are_credited()
    {
        using var answer = Ask(new(1, Latitude, Longitude, 10, 1));
        var credit = answer.RootElement.GetProperty("html_attributions")[0].GetString();
        Assert.Contains("https://www.geonames.org/", credit);
        Assert.Contains("https://creativecommons.org/licenses/by/4.0/", credit);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(10, 0)]
    [InlineData(0, 0)]
    public void Nothing_found_is_ZERO_RESULTS(double radius, int bound)
    {
        using var answer = Ask(new(1, Latitude, Longitude, radius, bound));
        Assert.Equal("ZERO_RESULTS", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal(0, answer.RootElement.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void A_line_per_result_no_empty_line_and_no_newline_at_the_end()
    {
        Assert.True(_places.TryAnswer(new(1, Latitude, Longitude, 50, 20), out var json));
        var lines = Encoding.UTF8.GetString(json.Span).Split('\n');
        Assert.Equal(22, lines.Length);
        Assert.DoesNotContain("", lines);
    }

    [Fact]
    public void Every_town_is_written_as_valid_JSON_that_fits()
    {
        var towns = TownData.World;
        var buffer = new byte[TownJson.MaxLength(200)];
        for (var first = 0; first < towns.Count; first += 200)
        {
            var batch = Enumerable.Range(first, Math.Min(200, towns.Count - first)).ToArray();
            using var answer = JsonDocument.Parse(buffer.AsMemory(0, TownJson.Write(towns, batch, buffer)));
            var results = answer.RootElement.GetProperty("results").EnumerateArray().ToArray();
            for (var i = 0; i < batch.Length; i++)
                Assert.Equal(
                    ((double)towns.Latitudes[batch[i]] / TownData.UnitsPerDegree, (double)towns.Longitudes[batch[i]] / TownData.UnitsPerDegree),
                    PointOf(results[i].GetProperty("geometry").GetProperty("location")));
            Assert.All(batch, town => Assert.True(
                TownJson.Write(towns, [town], buffer) <= TownJson.MaxLength(1)));
        }
    }

    [Fact]
    public void Over_the_date_line_a_viewports_east_is_a_smaller_number_than_its_west()
    {
        var buffer = new byte[TownJson.MaxLength(1)];
        var towns = TownFile.Load([new(1, 0, 179.999, 1_000_000)]);
        using var answer = JsonDocument.Parse(buffer.AsMemory(0, TownJson.Write(towns, [0], buffer)));
        var viewport = answer.RootElement.GetProperty("results")[0].GetProperty("geometry").GetProperty("viewport");
        Assert.InRange(PointOf(viewport.GetProperty("northeast")).Longitude, -180, -179.5);
        Assert.InRange(PointOf(viewport.GetProperty("southwest")).Longitude, 179.5, 180);
    }

    [Fact]
    public void At_a_pole_a_viewport_stays_on_the_globe()
    {
        var buffer = new byte[TownJson.MaxLength(1)];
        var towns = TownFile.Load([new(1, 90, 0, 1_000_000)]);
        using var answer = JsonDocument.Parse(buffer.AsMemory(0, TownJson.Write(towns, [0], buffer)));
        var viewport = answer.RootElement.GetProperty("results")[0].GetProperty("geometry").GetProperty("viewport");
        Assert.Equal((90, 179), PointOf(viewport.GetProperty("northeast")));
        Assert.Equal(-179, PointOf(viewport.GetProperty("southwest")).Longitude);
    }

    [Fact]
    public void A_name_that_two_towns_of_a_region_have_is_in_no_compound_code()
    {
        var buffer = new byte[TownJson.MaxLength(1)];
        var towns = TownData.World;
        var namesakes = Enumerable.Range(0, towns.Count)
            .GroupBy(town => Encoding.UTF8.GetString(towns.NameOf(town)) + "\n" + Encoding.UTF8.GetString(towns.RegionOf(town)))
            .ToArray();
        Assert.Contains(namesakes, group => group.Count() > 1);
        foreach (var group in namesakes.Where((group, i) => i % 50 == 0 || group.Count() > 1))
        {
            using var answer = JsonDocument.Parse(buffer.AsMemory(0, TownJson.Write(towns, [group.First()], buffer)));
            var code = answer.RootElement.GetProperty("results")[0].GetProperty("plus_code");
            Assert.Equal(group.Count() == 1, code.TryGetProperty("compound_code", out _));
        }
    }

    [Fact]
    public void A_damaged_data_file_is_told_so() =>
        Assert.Contains("towns.dat", Assert.Throws<InvalidDataException>(() => new TownData(new MemoryStream(new byte[64]))).Message);

    private JsonDocument Ask(FindPlaces question)
    {
        Assert.True(_places.TryAnswer(question, out var json));
        return JsonDocument.Parse(json);
    }

    private static (double Latitude, double Longitude) PointOf(JsonElement point) =>
        (point.GetProperty("lat").GetDouble(), point.GetProperty("lng").GetDouble());
}
