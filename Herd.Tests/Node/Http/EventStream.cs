using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Herd.Tests.Node.Http;

internal sealed class EventStream : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpResponseMessage _response;
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _parser = SseParser.Create(body);
        _events = _parser.EnumerateAsync().GetAsyncEnumerator();
    }

    public string LastId => _parser.LastEventId;

    /// <param name="key">NAME:SECRET.</param>
    public static async Task<EventStream> OpenAsync(HttpClient http, Uri node, string query = "", string? after = null, string? key = null)
    {
        // Keep .NET from normalizing the query.
        var uri = new Uri(node.GetLeftPart(UriPartial.Authority) + "/v1/stream" + query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (after is not null)
            request.Headers.Add("Last-Event-ID", after);
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key)));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new EventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event's name and client, e.g. <c>move jane</c>; null at the end of the stream.</summary>
    public async Task<string?> NextAsync()
    {
        if (!await _events.MoveNextAsync().AsTask().WaitAsync(Patience))
            return null;
        using var data = JsonDocument.Parse(_events.Current.Data);
        return data.RootElement.TryGetProperty("id", out var id) ? $"{_events.Current.EventType} {id.GetString()}" : _events.Current.EventType;
    }

    public async Task<List<string?>> ReadToAsync(string last)
    {
        List<string?> events = [];
        do
            events.Add(await NextAsync());
        while (events[^1] is not null && events[^1] != last);
        Assert.Equal(last, events[^1]);
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        // Works even while an event is awaited, and makes that wait fail.
        _response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (Exception fault) when (fault is NotSupportedException or IOException or ObjectDisposedException)
        {
        }
    }
}
