using System.Text.Json;
using Herd.Actors.Protocol;

namespace Herd.Node.Http.Phones;

/// <summary>Reads Overland's format (https://github.com/aaronpk/Overland-iOS#api) and those like it.</summary>
internal static class Overland
{
    /// <summary>The ID's name, in a Feature's properties or beside the list of Features.</summary>
    public const string Id = "device_id";

    /// <param name="id">Null: the Feature has no ID.</param>
    /// <returns>Null: the Feature is unusable, and <paramref name="error"/> says why.</returns>
    public static PhoneReport? Read(JsonElement feature, PosixTime now, out string? id, out string error)
    {
        (id, error) = (null, "no GeoJSON Feature with a Point");
        if (feature.ValueKind != JsonValueKind.Object
            || !feature.TryGetProperty("geometry", out var geometry) || geometry.ValueKind != JsonValueKind.Object
            || !geometry.TryGetProperty("coordinates", out var coordinates) || coordinates.ValueKind != JsonValueKind.Array || coordinates.GetArrayLength() < 2
            || !feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // The app's log entries, trips and visits have a place where the phone isn't at that time.
        if (properties.TryGetProperty("action", out _) || properties.TryGetProperty("type", out _))
        {
            error = "a log entry, trip or visit";
            return null;
        }

        id = TextOf(Id);
        var attributes = new PhoneAttributes()
            .Accuracy(TextOf("horizontal_accuracy"))
            .Altitude(TextOf("altitude"))
            .Speed(TextOf("speed"))
            .Course(TextOf("course"))
            .Battery(TextOf("battery_level"))
            .Charging(TextOf("battery_state") switch
            {
                "charging" or "full" => true,
                "unplugged" => false,
                _ => null,
            });
        return PhoneReport.Make(PhoneValue.TextOf(coordinates[1]), PhoneValue.TextOf(coordinates[0]), TextOf("timestamp"), now, attributes, out error);

        string? TextOf(string name) => PhoneValue.TextOf(properties, name);
    }
}
