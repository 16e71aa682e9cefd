using System.Text.Json;
using Herd.Actors.Places;
using Xunit;

namespace Herd.Tests.Places;

public class GoogleLegacyApiTests : GooglePlacesTestBase
{
    private const string ThreeResults =
        "{\n\n   \"html_attributions\" : [ \"\\u003ca href=\\\"x\\\"\\u003eListings\\u003c/a\\u003e\" ],\n\n\n"
        + "   \"next_page_token\" : \"token\",\r\n\r\n"
        + "   \"results\" : [\n\n"
        + "      { \"name\" : \"Caf\\u00e9\\nOne\", \"geometry\" : { \"location\" : { \"lat\" : 34.10000000000001, \"lng\" : -118.4 } } },\n\n"
        + "      { \"name\" : \"Zwölf\", \"price_level\" : 2 },\n"
        + "      { \"name\" : \"Three\" }\n   ],\n   \"status\" : \"OK\"\n}\n\n\n";

    private GooglePlacesSettings Settings => Server.Settings with { Api = GooglePlacesApi.Legacy };

    [Fact]
    public async Task A_question_is_a_nearbysearch_with_location_metres_and_key()
    {
        Server.AnswerWith("""{"html_attributions":[],"results":[],"status":"ZERO_RESULTS"}""");
        await AskAsync(Settings, Question with { Latitude = 0.00001, RadiusKilometres = 1.5 });
        var request = Assert.Single(Server.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Equal(
            $"/maps/api/place/nearbysearch/json?location=0.00001,-118.445127&radius=1500&key={GoogleServer.Key}",
            request.PathAndQuery);
    }

    [Fact]
    public async Task Results_come_through_unchanged_and_cut_to_the_bound()
    {
        Server.AnswerWith(ThreeResults);
        var answer = await AskAsync(Settings, Question with { Bound = 2 });
        using var sent = JsonDocument.Parse(ThreeResults);
        Assert.Equal(2, answer.GetProperty("results").GetArrayLength());
        for (var i = 0; i < 2; i++)
            Assert.True(JsonElement.DeepEquals(sent.RootElement.GetProperty("results")[i], answer.GetProperty("results")[i]));
        Assert.Equal("OK", answer.GetProperty("status").GetString());
        Assert.Equal("token", answer.GetProperty("next_page_token").GetString());
        Assert.Equal("<a href=\"x\">Listings</a>", answer.GetProperty("html_attributions")[0].GetString());
    }

    [Fact]
    public async Task A_radius_of_0_is_asked_as_the_least_that_Google_takes()
    {
        Server.AnswerWith("""{"html_attributions":[],"results":[],"status":"ZERO_RESULTS"}""");
        await AskAsync(Settings, Question with { RadiusKilometres = 0 });
        Assert.Contains("&radius=1&", Assert.Single(Server.Requests).PathAndQuery);
    }

    [Theory]
    [InlineData(PlacesStatus.OverQueryLimit)]
    [InlineData(PlacesStatus.RequestDenied)]
    [InlineData(PlacesStatus.InvalidRequest)]
    public async Task A_refusal_is_an_answer_with_its_status_and_Googles_words(string status)
    {
        Server.AnswerWith(
            $$"""{"error_message":"Not with {{GoogleServer.Key}}.","html_attributions":[],"results":[],"status":"{{status}}"}""");
        var answer = await AskAsync(Settings, Question);
        Assert.Equal(status, answer.GetProperty("status").GetString());
        Assert.Equal("Not with ***.", answer.GetProperty("error_message").GetString());
    }

    [Theory]
    [InlineData("""{"html_attributions":[],"results":[],"status":"UNKNOWN_ERROR"}""")]
    [InlineData("""{"html_attributions":[],"results":[],"status":"SOMETHING_NEW"}""")]
    [InlineData("""{"html_attributions":[],"results":[]}""")]
    [InlineData("""{"html_attributions":[],"status":"OK"}""")]
    [InlineData("""{"results":{},"status":"OK"}""")]
    [InlineData("""{"results":[],"status":1}""")]
    [InlineData("[]")]
    [InlineData("<html>")]
    public async Task Anything_else_is_no_answer(string body)
    {
        Server.AnswerWith(body);
        Assert.NotEmpty(await AskInVainAsync(Settings));
    }
}
