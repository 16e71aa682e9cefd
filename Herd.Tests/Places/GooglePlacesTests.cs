using System.Net;
using System.Net.Sockets;
using Herd.Actors.Places;
using Herd.Actors.Places.Google;
using Xunit;

namespace Herd.Tests.Places;

public class GooglePlacesTests : GooglePlacesTestBase
{
    [Fact]
    public void Without_a_key_nothing_is_sent_and_the_request_is_denied()
    {
        using var google = new GooglePlaces(Server.Settings with { ApiKey = " " });
        Assert.True(google.TryAnswer(Question, out var json));
        var answer = Parse(json);
        Assert.Equal("REQUEST_DENIED", answer.GetProperty("status").GetString());
        Assert.Contains("herd.places.google.api-key", answer.GetProperty("error_message").GetString());
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData("google")]
    [InlineData("ftp://google")]
    [InlineData("https://")]
    public void Without_a_usable_base_URL_nothing_is_sent_and_the_request_is_denied(string url)
    {
        using var google = new GooglePlaces(Server.Settings with { BaseUrl = url });
        Assert.True(google.TryAnswer(Question, out var json));
        var answer = Parse(json);
        Assert.Equal("REQUEST_DENIED", answer.GetProperty("status").GetString());
        Assert.Contains("herd.places.google.base-url", answer.GetProperty("error_message").GetString());
    }

    [Fact]
    public void A_bound_of_0_is_answered_without_asking()
    {
        using var google = new GooglePlaces(Server.Settings);
        Assert.True(google.TryAnswer(Question with { Bound = 0 }, out var json));
        Assert.Equal("ZERO_RESULTS", Parse(json).GetProperty("status").GetString());
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"places\":[")]
    public async Task An_answer_that_takes_too_long_is_waited_for_no_longer(string start)
    {
        Server.AnswerNeverEnding(start);
        var message = await AskInVainAsync(Server.Settings with { Timeout = TimeSpan.FromMilliseconds(200) });
        Assert.Equal("Google didn't answer within 0.2 s.", message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"places\":[")]
    public async Task A_connection_that_breaks_off_is_no_answer(string start)
    {
        Server.AnswerBrokenOff(start);
        Assert.Contains("reached", await AskInVainAsync(Server.Settings));
    }

    [Fact]
    public async Task A_host_where_nobody_listens_is_no_answer()
    {
        using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var url = $"http://127.0.0.1:{((IPEndPoint)bound.LocalEndPoint!).Port}";
        Assert.Contains("reached", await AskInVainAsync(Server.Settings with { BaseUrl = url }));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        Server.Answer = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        Assert.Contains("302", await AskInVainAsync(Server.Settings));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task An_answer_of_unreasonable_length_is_not_read()
    {
        Server.AnswerWith($$"""{"places":[],"filler":"{{new string('x', 5 * 1024 * 1024)}}"}""");
        Assert.Contains("reached", await AskInVainAsync(Server.Settings));
    }

    [Fact]
    public async Task Failures_quote_the_key_nowhere()
    {
        Server.AnswerWith($$"""{"error":{"message":"Broken: {{GoogleServer.Key}}"} }""", 500);
        Assert.Equal("Broken: ***", await AskInVainAsync(Server.Settings));
    }

    [Fact]
    public async Task Who_cancels_gets_no_answer()
    {
        Server.AnswerNeverEnding("");
        using var google = new GooglePlaces(Server.Settings);
        using var cancellation = new CancellationTokenSource();
        var answer = google.AskAsync(Question, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public void Printed_settings_leave_the_key_out()
    {
        var text = new PlacesSettings(PlacesProvider.Google, Server.Settings).ToString();
        Assert.DoesNotContain(GoogleServer.Key, text);
        Assert.Contains("ApiKey = ***", text);
        Assert.Contains(Server.BaseUrl, text);
    }
}
