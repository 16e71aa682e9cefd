using System.Text;
using System.Text.Json;
using Herd.Actors.Places;
using Herd.Actors.Places.Google;
using Xunit;

namespace Herd.Tests.Places;

public abstract class GooglePlacesTestBase : IAsyncLifetime
{
    private protected static readonly FindPlaces Question = new(7, 34.06893, -118.445127, 10, 5);

    private protected GoogleServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await GoogleServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private protected static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        var text = Encoding.UTF8.GetString(json.Span);
        Assert.DoesNotContain("\n\n", text);
        Assert.False(text.EndsWith('\n'));
        Assert.DoesNotContain(GoogleServer.Key, text);
        return JsonDocument.Parse(json).RootElement;
    }

    private protected static async Task<JsonElement> AskAsync(GooglePlacesSettings settings, FindPlaces question)
    {
        using var google = new GooglePlaces(settings);
        Assert.False(google.TryAnswer(question, out _));
        return Parse(await google.AskAsync(question, CancellationToken.None));
    }

    private protected static async Task<string> AskInVainAsync(GooglePlacesSettings settings)
    {
        using var google = new GooglePlaces(settings);
        var failure = await Assert.ThrowsAsync<PlacesUnavailableException>(
            () => google.AskAsync(Question, CancellationToken.None));
        Assert.DoesNotContain(GoogleServer.Key, failure.ToString());
        Assert.DoesNotContain('\n', failure.Message);
        return failure.Message;
    }
}
