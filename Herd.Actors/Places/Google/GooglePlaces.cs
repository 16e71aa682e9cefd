using System.Net;
using System.Text.Json;

namespace Herd.Actors.Places.Google;

/// <summary>Asks Google's Places API. Answers aren't cached (Google's terms). The key is in no answer and no exception.</summary>
public sealed class GooglePlaces : IPlacesProvider
{
    /// <summary>Twenty results have about 50 kB.</summary>
    private const int MaxAnswerLength = 4 * 1024 * 1024;

    private readonly string _baseUrl;
    private readonly HttpClient _http;
    private readonly string _key;
    private readonly TimeSpan _timeout;
    private readonly string? _unusable;

    public GooglePlaces(GooglePlacesSettings settings)
    {
        _baseUrl = settings.BaseUrl.Length > 0 ? settings.BaseUrl.TrimEnd('/') : SearchNearby.GoogleUrl;
        _key = settings.ApiKey.Trim();
        _timeout = settings.Timeout;
        _unusable = FindFault(_key, _baseUrl);
        var handler = new SocketsHttpHandler
        {
            // A redirect would take the key elsewhere.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            EnableMultipleHttp2Connections = true,
            // New connections notice when Google's addresses change.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,
        };
        _http = new HttpClient(handler)
        {
            DefaultRequestVersion = HttpVersion.Version20,
            MaxResponseContentBufferSize = MaxAnswerLength,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
    }

    public bool TryAnswer(FindPlaces question, out ReadOnlyMemory<byte> json)
    {
        json = default;
        if (_unusable is not null)
            json = PlacesStatus.ToJson(PlacesStatus.RequestDenied, _unusable);
        else if (question.Bound == 0)
            json = PlacesStatus.ToJson(PlacesStatus.ZeroResults);
        return !json.IsEmpty;
    }

    public async Task<ReadOnlyMemory<byte>> AskAsync(FindPlaces question, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(_timeout);
        try
        {
            using var request = SearchNearby.ToRequest(question, _baseUrl, _key);
            using var response = await _http.SendAsync(request, deadline.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(deadline.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK
                ? ToAnswer(body, question.Bound)
                : ToAnswer(GoogleError.Read(response.StatusCode, body));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new PlacesUnavailableException($"Google didn't answer within {_timeout.TotalSeconds:0.###} s.");
        }
        catch (HttpRequestException e)
        {
            throw new PlacesUnavailableException(WithoutKey($"Google can't be reached: {e.Message}"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PlacesUnavailableException("Google's answer can't be understood.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string? FindFault(string key, string baseUrl)
    {
        if (key.Length == 0)
            return "There is no key for Google's Places API: set herd.places.google.api-key, or HERD__PLACES__GOOGLE__API_KEY in the environment.";
        var isUrl = Uri.TryCreate(baseUrl, UriKind.Absolute, out var url) && url.Scheme is "https" or "http";
        return isUrl ? null : $"herd.places.google.base-url must be like https://host, but is '{baseUrl}'.";
    }

    private static ReadOnlyMemory<byte> ToAnswer(byte[] body, int bound)
    {
        using var document = JsonDocument.Parse(body);
        return SearchNearby.ToAnswer(document.RootElement, bound);
    }

    private ReadOnlyMemory<byte> ToAnswer(GoogleError error)
    {
        var message = WithoutKey(error.Message);
        return error.Status == PlacesStatus.UnknownError
            ? throw new PlacesUnavailableException(message)
            : PlacesStatus.ToJson(error.Status, message);
    }

    private string WithoutKey(string text) => text.Replace(_key, "***", StringComparison.Ordinal);
}
