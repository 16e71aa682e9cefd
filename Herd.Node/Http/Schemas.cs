using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Herd.Node.Http;

/// <summary>For the OpenAPI document only: <see cref="GeoJson"/> writes these bodies, <see cref="ReportReader"/> reads them.</summary>
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

    [Description("A message of OwnTracks; other types than location and encrypted are taken, and dropped."), JsonNumberHandling(JsonNumberHandling.Strict)]
    internal sealed record OwnTracksMessage
    {
        [JsonPropertyName("_type"), Description("\"location\", \"encrypted\", …")]
        public required string Type { get; init; }

        [Description("Degrees.")]
        public double? Lat { get; init; }

        [Description("Degrees.")]
        public double? Lon { get; init; }

        [Description("POSIX seconds.")]
        public long? Tst { get; init; }

        [Description("Accuracy, metres.")]
        public double? Acc { get; init; }

        [Description("Altitude, metres.")]
        public double? Alt { get; init; }

        [Description("Velocity, km/h.")]
        public double? Vel { get; init; }

        [Description("Course, degrees.")]
        public double? Cog { get; init; }

        [Description("Battery, percent.")]
        public double? Batt { get; init; }

        [Description("Two letters that stand for somebody.")]
        public string? Tid { get; init; }

        [Description("owntracks/USER/DEVICE.")]
        public string? Topic { get; init; }

        [Description("Of an encrypted message: base64 of a nonce of 24 bytes and a secretbox.")]
        public string? Data { get; init; }
    }

    [Description("A report of Traccar Client 9 and 10, or a list of them."), JsonNumberHandling(JsonNumberHandling.Strict)]
    internal sealed record TraccarReport
    {
        [JsonPropertyName("device_id"), Description("The client's ID.")]
        public required string DeviceId { get; init; }

        [Description("timestamp; coords with latitude, longitude, accuracy, speed in m/s, heading, altitude; battery with level, 0 to 1.")]
        public required JsonElement Location { get; init; }
    }

    [Description("What the query may say, as a form."), JsonNumberHandling(JsonNumberHandling.Strict)]
    internal sealed record OsmAndReport
    {
        [Description("The client's ID.")]
        public required string Id { get; init; }

        [Description("Degrees.")]
        public required double Lat { get; init; }

        [Description("Degrees.")]
        public required double Lon { get; init; }
    }

    [Description("A batch of Overland: Features with timestamp, device_id, speed, course, altitude, horizontal_accuracy and battery_level as properties.")]
    internal sealed record OverlandBatch
    {
        public required IReadOnlyList<JsonElement> Locations { get; init; }

        [JsonPropertyName("device_id"), Description("The ID of those that have none.")]
        public string? DeviceId { get; init; }
    }

    [Description("The batch was taken.")]
    internal sealed record OverlandAnswer
    {
        [Description("\"ok\".")]
        public required string Result { get; init; }
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
