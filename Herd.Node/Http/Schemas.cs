using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Herd.Node.Http;

/// <summary>What bodies look like, for the OpenAPI document only: <see cref="GeoJson"/> writes them, and <see cref="ReportReader"/> reads them.</summary>
internal static class Schemas
{
    [Description("An RFC 9457 problem document.")]
    internal sealed record Problem(
        [property: Description("The response's HTTP status.")] int Status,
        string Title,
        [property: Description("What was expected and what was found.")] string Detail);

    [Description("Where a client is.")]
    internal sealed record Report(
        [property: Description("Degrees, -90 to 90.")] double Lat,
        [property: Description("Degrees, -180 to 180.")] double Lon,
        [property: Description("POSIX seconds, or RFC 3339 as a string. Default: now.")] JsonElement? Time,
        [property: Description("A flat object of strings, numbers and booleans, at most 512 bytes.")] IReadOnlyDictionary<string, JsonElement>? Attributes);

    [Description("One of many reports: a line of NDJSON.")]
    internal sealed record ReportLine(
        [property: Description("The client's ID.")] string? Id,
        [property: Description("Instead of id, one that isn't UTF-8, in base64.")] string? Id64,
        double Lat,
        double Lon,
        JsonElement? Time,
        IReadOnlyDictionary<string, JsonElement>? Attributes);

    [Description("A GeoJSON Point.")]
    internal sealed record Point(
        [property: Description("\"Point\".")] string Type,
        [property: Description("Longitude and latitude, degrees.")] IReadOnlyList<double> Coordinates);

    [Description("What a location has beside its coordinates; attributes stand among it.")]
    internal sealed record Properties(
        [property: Description("RFC 3339, UTC, up to 9 decimals: when the client was there.")] string Time,
        [property: Description("The node that took the report.")] string Server,
        [property: Description("Seconds from the client's time to the node's.")] double Skew,
        [property: Description("An ID that isn't UTF-8, in base64.")] string? Id64,
        [property: Description("Metres from what was asked about.")] double? Distance)
    {
        [JsonExtensionData]
        public IDictionary<string, JsonElement>? Attributes { get; init; }
    }

    [Description("A client's newest location: a GeoJSON Feature.")]
    internal sealed record Feature(
        [property: Description("\"Feature\".")] string Type,
        [property: Description("The client's ID.")] string Id,
        Point Geometry,
        Properties Properties);

    [Description("Clients' newest locations.")]
    internal sealed record FeatureCollection(
        [property: Description("\"FeatureCollection\".")] string Type,
        IReadOnlyList<Feature> Features,
        [property: Description("There were more than the limit.")] bool? Truncated);

    [Description("Places near a client, in the shape of a Google Places Nearby Search.")]
    internal sealed record Places(
        [property: JsonPropertyName("html_attributions")] IReadOnlyList<string> HtmlAttributions,
        IReadOnlyList<JsonElement> Results,
        string Status);
}
