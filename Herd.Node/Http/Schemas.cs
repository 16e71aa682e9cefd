using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Herd.Node.Http;

/// <summary>What bodies look like, for the OpenAPI document only: <see cref="GeoJson"/> writes them, and <see cref="ReportReader"/> reads them.</summary>
internal static class Schemas
{
    [Description("An RFC 9457 problem document."), JsonNumberHandling(JsonNumberHandling.Strict)]
    internal sealed record Problem
    {
        [Description("The response's HTTP status.")]
        public required int Status { get; init; }

        public required string Title { get; init; }

        [Description("What was expected and what was found.")]
        public string? Detail { get; init; }
    }

    [Description("Where a client is."), JsonNumberHandling(JsonNumberHandling.Strict)]
    internal record Report
    {
        [Description("Degrees, -90 to 90.")]
        public required double Lat { get; init; }

        [Description("Degrees, -180 to 180.")]
        public required double Lon { get; init; }

        [Description("POSIX seconds, or RFC 3339 as a string. Default: now.")]
        public JsonElement Time { get; init; }

        [Description("A flat object of strings, numbers and booleans, at most 512 bytes.")]
        public IReadOnlyDictionary<string, JsonElement>? Attributes { get; init; }
    }

    [Description("One of many reports: a line of NDJSON."), JsonNumberHandling(JsonNumberHandling.Strict)]
    internal sealed record ReportLine : Report
    {
        [Description("The client's ID.")]
        public string? Id { get; init; }

        [Description("Instead of id, one that isn't UTF-8, in base64.")]
        public string? Id64 { get; init; }
    }

    [Description("A GeoJSON Point."), JsonNumberHandling(JsonNumberHandling.Strict)]
    internal sealed record Point
    {
        [Description("\"Point\".")]
        public required string Type { get; init; }

        [Description("Longitude and latitude, degrees.")]
        public required IReadOnlyList<double> Coordinates { get; init; }
    }

    [Description("What a location has beside its coordinates. Attributes stand among it."), JsonNumberHandling(JsonNumberHandling.Strict)]
    internal sealed record Properties
    {
        [Description("When the client was there: RFC 3339, UTC, up to 9 decimals.")]
        public required string Time { get; init; }

        [Description("The node that took the report. In reports: ignored.")]
        public string? Server { get; init; }

        [Description("Seconds from the client's time to the node's. In reports: ignored.")]
        public double? Skew { get; init; }

        [Description("An ID that isn't UTF-8, in base64.")]
        public string? Id64 { get; init; }

        [Description("Metres from what was asked about. In reports: ignored.")]
        public double? Distance { get; init; }

        [JsonExtensionData]
        public IDictionary<string, JsonElement>? Attributes { get; init; }
    }

    [Description("A client's newest location: a GeoJSON Feature.")]
    internal sealed record Feature
    {
        [Description("\"Feature\".")]
        public required string Type { get; init; }

        [Description("The client's ID.")]
        public required string Id { get; init; }

        public required Point Geometry { get; init; }

        public required Properties Properties { get; init; }
    }

    [Description("Clients' newest locations.")]
    internal sealed record FeatureCollection
    {
        [Description("\"FeatureCollection\".")]
        public required string Type { get; init; }

        public required IReadOnlyList<Feature> Features { get; init; }

        [Description("There were more than the limit.")]
        public bool? Truncated { get; init; }
    }

    [Description("Places near a client, in the shape of a Google Places Nearby Search.")]
    internal sealed record Places
    {
        [JsonPropertyName("html_attributions")]
        public required IReadOnlyList<string> HtmlAttributions { get; init; }

        public required IReadOnlyList<JsonElement> Results { get; init; }

        public required string Status { get; init; }
    }
}
