using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Herd.Actors.Places.Google;

/// <summary>Requests to Nearby Search of Places API (New), and answers with the names and shape of the legacy interface.</summary>
/// <seealso href="https://developers.google.com/maps/documentation/places/web-service/nearby-search"/>
/// <seealso href="https://developers.google.com/maps/documentation/places/web-service/legacy/migrate-response"/>
internal static class SearchNearby
{
    public const string GoogleUrl = "https://places.googleapis.com";

    /// <summary>Google refuses a radius of 0.</summary>
    private const double MinMetres = 1;

    /// <summary>Fields of one price class (Nearby Search Pro): ratings and opening hours would cost more.</summary>
    private const string FieldMask =
        "places.attributions,places.businessStatus,places.displayName,places.iconBackgroundColor,"
        + "places.iconMaskBaseUri,places.id,places.location,places.plusCode,places.shortFormattedAddress,places.types,"
        + "places.viewport";

    private static readonly MediaTypeHeaderValue JsonType = new("application/json", "utf-8");

    /// <param name="question">With a bound of at least 1.</param>
    public static HttpRequestMessage ToRequest(FindPlaces question, string baseUrl, string apiKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{baseUrl}/v1/places:searchNearby")
        {
            Content = new ReadOnlyMemoryContent(ToBody(question)),
        };
        request.Content.Headers.ContentType = JsonType;
        request.Headers.TryAddWithoutValidation("X-Goog-Api-Key", apiKey);
        request.Headers.TryAddWithoutValidation("X-Goog-FieldMask", FieldMask);
        return request;
    }

    /// <exception cref="InvalidOperationException">A field is of the wrong kind.</exception>
    public static ReadOnlyMemory<byte> ToAnswer(JsonElement answer, int bound)
    {
        // An answer that found nothing is {}.
        JsonElement[] places = answer.TryGetProperty("places"u8, out var list) ? [.. list.EnumerateArray().Take(bound)] : [];
        using var nearby = new NearbySearchWriter();
        WriteAttributions(places, nearby.Json);
        nearby.StartResults();
        foreach (var place in places)
        {
            WriteResult(place, nearby.StartResult());
            nearby.EndResult();
        }
        return nearby.End(places.Length > 0 ? PlacesStatus.Ok : PlacesStatus.ZeroResults);
    }

    private static ReadOnlyMemory<byte> ToBody(FindPlaces question)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("maxResultCount"u8, question.Bound);
            json.WriteString("rankPreference"u8, "POPULARITY"u8);
            json.WriteStartObject("locationRestriction"u8);
            json.WriteStartObject("circle"u8);
            json.WriteStartObject("center"u8);
            json.WriteNumber("latitude"u8, question.Latitude);
            json.WriteNumber("longitude"u8, question.Longitude);
            json.WriteEndObject();
            json.WriteNumber("radius"u8, Math.Max(question.RadiusKilometres * 1000, MinMetres));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return body.WrittenMemory;
    }

    private static void WriteAttributions(JsonElement[] places, Utf8JsonWriter json)
    {
        var links = new HashSet<string>();
        json.WriteStartArray("html_attributions"u8);
        foreach (var place in places)
            if (place.TryGetProperty("attributions"u8, out var attributions))
                foreach (var attribution in attributions.EnumerateArray())
                    if (ToLink(attribution) is var link && links.Add(link))
                        json.WriteStringValue(link);
        json.WriteEndArray();
    }

    private static string ToLink(JsonElement attribution)
    {
        var provider = HtmlEncoder.Default.Encode(StringOf(attribution, "provider"));
        var uri = StringOf(attribution, "providerUri");
        return uri.Length > 0 ? $"<a href=\"{HtmlEncoder.Default.Encode(uri)}\">{provider}</a>" : provider;
    }

    private static string StringOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static void WriteResult(JsonElement place, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Copy(place, "businessStatus"u8, json, "business_status"u8);
        WriteGeometry(place, json);
        Copy(place, "iconBackgroundColor"u8, json, "icon_background_color"u8);
        Copy(place, "iconMaskBaseUri"u8, json, "icon_mask_base_uri"u8);
        if (place.TryGetProperty("displayName"u8, out var name))
            Copy(name, "text"u8, json, "name"u8);
        Copy(place, "id"u8, json, "place_id"u8);
        if (place.TryGetProperty("plusCode"u8, out var code))
        {
            json.WriteStartObject("plus_code"u8);
            Copy(code, "compoundCode"u8, json, "compound_code"u8);
            Copy(code, "globalCode"u8, json, "global_code"u8);
            json.WriteEndObject();
        }
        Copy(place, "id"u8, json, "reference"u8);
        json.WriteString("scope"u8, "GOOGLE"u8);
        Copy(place, "types"u8, json, "types"u8);
        Copy(place, "shortFormattedAddress"u8, json, "vicinity"u8);
        json.WriteEndObject();
    }

    private static void WriteGeometry(JsonElement place, Utf8JsonWriter json)
    {
        json.WriteStartObject("geometry"u8);
        WritePoint(place, "location"u8, json, "location"u8);
        if (place.TryGetProperty("viewport"u8, out var viewport))
        {
            json.WriteStartObject("viewport"u8);
            WritePoint(viewport, "high"u8, json, "northeast"u8);
            WritePoint(viewport, "low"u8, json, "southwest"u8);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WritePoint(
        JsonElement parent, ReadOnlySpan<byte> name, Utf8JsonWriter json, ReadOnlySpan<byte> legacyName)
    {
        if (!parent.TryGetProperty(name, out var point))
            return;
        json.WriteStartObject(legacyName);
        WriteDegrees(point, "latitude"u8, json, "lat"u8);
        WriteDegrees(point, "longitude"u8, json, "lng"u8);
        json.WriteEndObject();
    }

    /// <summary>Google leaves a coordinate of 0 out of its answers.</summary>
    private static void WriteDegrees(
        JsonElement point, ReadOnlySpan<byte> name, Utf8JsonWriter json, ReadOnlySpan<byte> legacyName)
    {
        if (point.TryGetProperty(name, out _))
            Copy(point, name, json, legacyName);
        else
            json.WriteNumber(legacyName, 0);
    }

    private static void Copy(
        JsonElement from, ReadOnlySpan<byte> name, Utf8JsonWriter json, ReadOnlySpan<byte> legacyName)
    {
        if (!from.TryGetProperty(name, out var value))
            return;
        json.WritePropertyName(legacyName);
        value.WriteTo(json);
    }
}
