using System.Globalization;
using System.Text.Json;

namespace Herd.Actors.Places.Google;

/// <summary>
/// Places API (Legacy), Nearby Search
/// (https://developers.google.com/maps/documentation/places/web-service/legacy/search-nearby). Its answers stay as
/// they are, but for the number of results and white space.
/// </summary>
internal sealed class LegacyApi : IGoogleApi
{
    public string BaseUrl => "https://maps.googleapis.com";

    public HttpRequestMessage ToRequest(FindPlaces question, string baseUrl, string apiKey)
    {
        var location = $"{ToText(question.Latitude)},{ToText(question.Longitude)}";
        var radius = ToText(GoogleLimits.MetresOf(question));
        return new HttpRequestMessage(
            HttpMethod.Get,
            $"{baseUrl}/maps/api/place/nearbysearch/json?location={location}&radius={radius}&key={Uri.EscapeDataString(apiKey)}");
    }

    public GoogleError? FindError(JsonElement answer)
    {
        var status = answer.GetProperty("status"u8).GetString();
        if (status is PlacesStatus.Ok or PlacesStatus.ZeroResults)
            return null;
        var message = answer.TryGetProperty("error_message"u8, out var text) ? text.GetString() : null;
        return new GoogleError(
            status is PlacesStatus.OverQueryLimit or PlacesStatus.RequestDenied or PlacesStatus.InvalidRequest
                ? status
                : PlacesStatus.UnknownError,
            message ?? $"Google answered {status} and gave no reason.");
    }

    public ReadOnlyMemory<byte> ToAnswer(JsonElement answer, int bound)
    {
        using var nearby = new NearbySearchWriter();
        foreach (var field in answer.EnumerateObject())
            if (!field.NameEquals("results"u8) && !field.NameEquals("status"u8))
                field.WriteTo(nearby.Json);
        nearby.StartResults();
        foreach (var result in answer.GetProperty("results"u8).EnumerateArray().Take(bound))
        {
            result.WriteTo(nearby.StartResult());
            nearby.EndResult();
        }
        return nearby.End(answer.GetProperty("status"u8).GetString()!);
    }

    private static string ToText(double number) => number.ToString("0.#######", CultureInfo.InvariantCulture);
}
