using System.Text.Json;
using Herd.Actors.Places;
using Xunit;

namespace Herd.Tests.Places;

public class SearchNearbyTests : GooglePlacesTestBase
{
    private const string TwoPlaces =
        """
        {
          "places": [
            {
              "id": "ChIJ-one",
              "types": ["cafe", "food"],
              "location": { "latitude": 34.0701, "longitude": -118.4438000001 },
              "viewport": {
                "low": { "latitude": 34.06, "longitude": -118.45 },
                "high": { "latitude": 34.08, "longitude": -118.44 }
              },
              "plusCode": { "globalCode": "85633H93+2F", "compoundCode": "3H93+2F Los Angeles, CA, USA" },
              "businessStatus": "OPERATIONAL",
              "iconMaskBaseUri": "https://maps.gstatic.com/mapfiles/place_api/icons/v2/cafe_pinlet",
              "iconBackgroundColor": "#FF9E67",
              "displayName": { "text": "Café “Zum Löwen”", "languageCode": "en" },
              "shortFormattedAddress": "10 Bruin Walk, Los Angeles",
              "attributions": [{ "provider": "Guides & Co", "providerUri": "https://guides.example/?a=1&b=2" }]
            },
            {
              "id": "ChIJ-two",
              "displayName": { "text": "Two" },
              "location": { "longitude": 6.5 },
              "attributions": [{ "provider": "Guides & Co", "providerUri": "https://guides.example/?a=1&b=2" }]
            }
          ]
        }
        """;

    [Fact]
    public async Task A_question_is_a_searchNearby_with_key_field_mask_circle_and_bound()
    {
        Server.AnswerWith("{}");
        await AskAsync(Server.Settings, Question);

        var request = Assert.Single(Server.Requests);
        Assert.Equal(("POST", "/v1/places:searchNearby"), (request.Method, request.PathAndQuery));
        Assert.Equal(GoogleServer.Key, request.Headers["X-Goog-Api-Key"]);
        Assert.Contains("places.displayName", request.Headers["X-Goog-FieldMask"]);
        Assert.StartsWith("application/json", request.Headers["Content-Type"]);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(5, body.RootElement.GetProperty("maxResultCount").GetInt32());
        Assert.Equal("POPULARITY", body.RootElement.GetProperty("rankPreference").GetString());
        var circle = body.RootElement.GetProperty("locationRestriction").GetProperty("circle");
        Assert.Equal(10_000, circle.GetProperty("radius").GetDouble());
        Assert.Equal(34.06893, circle.GetProperty("center").GetProperty("latitude").GetDouble());
        Assert.Equal(-118.445127, circle.GetProperty("center").GetProperty("longitude").GetDouble());
    }

    [Fact]
    public async Task The_answer_has_the_legacy_shape()
    {
        Server.AnswerWith(TwoPlaces);
        var answer = await AskAsync(Server.Settings, Question);

        Assert.Equal("OK", answer.GetProperty("status").GetString());
        Assert.Equal(2, answer.GetProperty("results").GetArrayLength());
        var expected = JsonDocument.Parse(
            """
            {
              "business_status": "OPERATIONAL",
              "geometry": {
                "location": { "lat": 34.0701, "lng": -118.4438000001 },
                "viewport": {
                  "northeast": { "lat": 34.08, "lng": -118.44 },
                  "southwest": { "lat": 34.06, "lng": -118.45 }
                }
              },
              "icon_background_color": "#FF9E67",
              "icon_mask_base_uri": "https://maps.gstatic.com/mapfiles/place_api/icons/v2/cafe_pinlet",
              "name": "Café “Zum Löwen”",
              "place_id": "ChIJ-one",
              "plus_code": { "compound_code": "3H93+2F Los Angeles, CA, USA", "global_code": "85633H93+2F" },
              "reference": "ChIJ-one",
              "scope": "GOOGLE",
              "types": ["cafe", "food"],
              "vicinity": "10 Bruin Walk, Los Angeles"
            }
            """).RootElement;
        Assert.True(JsonElement.DeepEquals(expected, answer.GetProperty("results")[0]), answer.ToString());
    }

    [Fact]
    public async Task A_coordinate_that_Google_leaves_out_is_0()
    {
        Server.AnswerWith(TwoPlaces);
        var location = (await AskAsync(Server.Settings, Question)).GetProperty("results")[1].GetProperty("geometry").GetProperty("location");
        Assert.Equal(0, location.GetProperty("lat").GetDouble());
        Assert.Equal(6.5, location.GetProperty("lng").GetDouble());
    }

    [Fact]
    public async Task Each_attribution_is_told_once_and_as_HTML()
    {
        Server.AnswerWith(TwoPlaces);
        var attributions = (await AskAsync(Server.Settings, Question)).GetProperty("html_attributions").EnumerateArray();
        Assert.Equal(
            """<a href="https://guides.example/?a=1&amp;b=2">Guides &amp; Co</a>""",
            Assert.Single(attributions).GetString());
    }

    [Fact]
    public async Task More_results_than_the_bound_are_cut_off()
    {
        Server.AnswerWith(TwoPlaces);
        var answer = await AskAsync(Server.Settings, Question with { Bound = 1 });
        Assert.Equal("ChIJ-one", Assert.Single(answer.GetProperty("results").EnumerateArray()).GetProperty("place_id").GetString());
    }

    [Fact]
    public async Task Nothing_near_is_ZERO_RESULTS()
    {
        Server.AnswerWith("{}\n");
        var answer = await AskAsync(Server.Settings, Question);
        Assert.Equal("ZERO_RESULTS", answer.GetProperty("status").GetString());
        Assert.Equal(0, answer.GetProperty("results").GetArrayLength());
        Assert.Equal(0, answer.GetProperty("html_attributions").GetArrayLength());
    }

    [Fact]
    public async Task A_radius_of_0_is_asked_as_the_least_that_Google_takes()
    {
        Server.AnswerWith("{}");
        await AskAsync(Server.Settings, Question with { RadiusKilometres = 0 });
        using var body = JsonDocument.Parse(Assert.Single(Server.Requests).Body);
        Assert.Equal(1, body.RootElement.GetProperty("locationRestriction").GetProperty("circle").GetProperty("radius").GetDouble());
    }

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", null, PlacesStatus.InvalidRequest)]
    [InlineData(400, "INVALID_ARGUMENT", "API_KEY_INVALID", PlacesStatus.RequestDenied)]
    [InlineData(401, "UNAUTHENTICATED", null, PlacesStatus.RequestDenied)]
    [InlineData(403, "PERMISSION_DENIED", "SERVICE_DISABLED", PlacesStatus.RequestDenied)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", PlacesStatus.OverQueryLimit)]
    public async Task A_refusal_is_an_answer_with_its_status_and_Googles_words(
        int httpStatus, string googleStatus, string? reason, string expected)
    {
        var details = reason is null ? "" : $$""","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"{{reason}}"}]""";
        Server.AnswerWith(
            $$"""{"error":{"code":{{httpStatus}},"message":"No: api_key:{{GoogleServer.Key}} won't do.","status":"{{googleStatus}}"{{details}} } }""",
            httpStatus);
        var answer = await AskAsync(Server.Settings, Question);
        Assert.Equal(expected, answer.GetProperty("status").GetString());
        Assert.Equal("No: api_key:*** won't do.", answer.GetProperty("error_message").GetString());
        Assert.Equal(0, answer.GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData(404, "<html>Not found</html>")]
    [InlineData(500, "")]
    [InlineData(503, """{"error":{"code":503,"message":"The service is currently unavailable.","status":"UNAVAILABLE"}}""")]
    [InlineData(204, "")]
    public async Task Any_other_HTTP_status_is_no_answer(int httpStatus, string body)
    {
        Server.AnswerWith(body, httpStatus);
        Assert.NotEmpty(await AskInVainAsync(Server.Settings));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"places":5}""")]
    [InlineData("""{"places":[5]}""")]
    [InlineData("""{"places":[{"location":"here"}]}""")]
    [InlineData("""{"places":[{"attributions":[7]}]}""")]
    public async Task JSON_of_another_shape_is_no_answer(string body)
    {
        Server.AnswerWith(body);
        Assert.Contains("understood", await AskInVainAsync(Server.Settings));
    }
}
