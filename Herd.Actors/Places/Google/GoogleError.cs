using System.Net;
using System.Text.Json;

namespace Herd.Actors.Places.Google;

/// <param name="Status">A <see cref="PlacesStatus"/>; UNKNOWN_ERROR if asking again later may help.</param>
/// <param name="Message">For people; may quote the key.</param>
internal sealed record GoogleError(string Status, string Message)
{
    /// <summary>Expects <c>{"error": {"message": …, "details": [{"reason": "API_KEY_INVALID"}]}}</c>, but makes do with anything.</summary>
    public static GoogleError Read(HttpStatusCode httpStatus, ReadOnlyMemory<byte> body)
    {
        var message = $"Google answered HTTP {(int)httpStatus}.";
        var isAboutKey = httpStatus is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement.GetProperty("error"u8);
            message = error.GetProperty("message"u8).GetString() ?? message;
            foreach (var detail in error.GetProperty("details"u8).EnumerateArray())
                isAboutKey |= detail.TryGetProperty("reason"u8, out var reason)
                    && reason.GetString()?.StartsWith("API_KEY", StringComparison.Ordinal) is true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // What was read so far is used.
        }
        return new GoogleError(StatusOf(httpStatus, isAboutKey), message);
    }

    private static string StatusOf(HttpStatusCode httpStatus, bool isAboutKey) => httpStatus switch
    {
        HttpStatusCode.TooManyRequests => PlacesStatus.OverQueryLimit,
        _ when isAboutKey => PlacesStatus.RequestDenied,
        HttpStatusCode.BadRequest => PlacesStatus.InvalidRequest,
        _ => PlacesStatus.UnknownError,
    };
}
