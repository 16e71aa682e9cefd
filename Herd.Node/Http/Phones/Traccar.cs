using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

/// <summary>Reads the OsmAnd protocol of Traccar Client, GPSLogger and others: https://www.traccar.org/osmand/.</summary>
internal static class Traccar
{
    /// <returns>Null: the report is unusable, and <paramref name="error"/> says why.</returns>
    public static PhoneReport? Read(Func<string, string?> parameter, PosixTime now, out string error)
    {
        var (latitude, longitude) = (parameter("lat"), parameter("lon"));
        if (latitude is null && longitude is null && parameter("location")?.Split(',') is [var first, var second])
            (latitude, longitude) = (first, second);
        var attributes = new PhoneAttributes()
            .Accuracy(parameter("accuracy"))
            .Altitude(parameter("altitude"))
            .Speed(parameter("speed"), PhoneAttributes.Knots)
            .Course(parameter("bearing") ?? parameter("heading"))
            .Battery(parameter("batt"), PhoneAttributes.Percent)
            .Charging(Flag(parameter("charge")));
        return PhoneReport.Make(latitude, longitude, parameter("timestamp"), now, attributes, out error);
    }

    public static string? IdOf(Func<string, string?> parameter) => parameter("id") ?? parameter("deviceid");

    public static string? IdOf(JsonElement json) => PhoneValue.TextOf(json, "device_id") ?? IdOf(name => PhoneValue.TextOf(json, name));

    /// <summary>One location or a list under <c>location</c>; else the object itself, with parameters as in a query.</summary>
    public static IEnumerable<JsonElement> LocationsIn(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("location", out var location))
            return [json];
        return location.ValueKind switch
        {
            JsonValueKind.Object => [location],
            JsonValueKind.Array => location.EnumerateArray(),
            _ => [json],
        };
    }

    public static PhoneReport? Read(JsonElement location, PosixTime now, out string error)
    {
        if (location.ValueKind != JsonValueKind.Object || !location.TryGetProperty("coords", out var coords))
            return Read(name => PhoneValue.TextOf(location, name), now, out error);
        location.TryGetProperty("battery", out var battery);
        var attributes = new PhoneAttributes()
            .Accuracy(PhoneValue.TextOf(coords, "accuracy"))
            .Altitude(PhoneValue.TextOf(coords, "altitude"))
            .Speed(PhoneValue.TextOf(coords, "speed"))
            .Course(PhoneValue.TextOf(coords, "heading"))
            .Battery(PhoneValue.TextOf(battery, "level"))
            .Charging(Flag(PhoneValue.TextOf(battery, "is_charging")));
        return PhoneReport.Make(
            PhoneValue.TextOf(coords, "latitude"), PhoneValue.TextOf(coords, "longitude"), PhoneValue.TextOf(location, "timestamp"), now, attributes, out error);
    }

    private static bool? Flag(string? text) => text switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };
}
