using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Herd.Tests.Node.Http.Phones;

internal sealed class Phone(Uri node) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = node, Timeout = TimeSpan.FromMinutes(1) };

    public void Dispose() => _http.Dispose();

    /// <param name="type">The body's media type; null: no header.</param>
    /// <param name="key">NAME:SECRET.</param>
    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? body = null, string? type = "application/json", string? key = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        // Too large a body is refused before it is sent.
        request.Headers.ExpectContinue = body?.Length > 1 << 20;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }

        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key)));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request);
    }

    /// <summary>A report that must be accepted. Returns the answer, and the <c>Herd-Dropped</c> header.</summary>
    public async Task<(string Answer, string? Dropped)> ReportAsync(
        string method, string path, string? body = null, string? type = "application/json", string? key = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, path, body, type, key, headers);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 200, $"{(int)response.StatusCode} {answer}");
        return (answer, response.Headers.TryGetValues("Herd-Dropped", out var dropped) ? dropped.Single() : null);
    }

    /// <summary>The client's coordinates, time and attributes at the node; null: unknown.</summary>
    public async Task<string?> KnownAsync(string id)
    {
        using var response = await _http.GetAsync(new Uri($"/v1/clients/{Uri.EscapeDataString(id)}", UriKind.Relative));
        if ((int)response.StatusCode == 404)
            return null;
        var feature = HttpHerd.Parse(await response.Content.ReadAsStringAsync());
        var properties = feature.GetProperty("properties");
        var attributes = properties.EnumerateObject().Where(property => property.Name is not ("time" or "server" or "skew"));
        return string.Join(' ', [
            feature.GetProperty("geometry").GetProperty("coordinates").GetRawText(),
            properties.GetProperty("time").GetString()!,
            .. attributes.Select(attribute => $"{attribute.Name}={(attribute.Value.ValueKind == JsonValueKind.String ? attribute.Value.GetString() : attribute.Value.GetRawText())}"),
        ]);
    }
}
