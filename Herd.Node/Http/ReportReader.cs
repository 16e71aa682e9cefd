using System.Globalization;
using System.Text;
using System.Text.Json;
using Herd.Actors.Clients;
using Herd.Actors.Protocol;

namespace Herd.Node.Http;

/// <summary>A report as the equivalent IAMAT line, so that both take the same path from here on.</summary>
/// <param name="Attributes">UTF-8 JSON; empty: none.</param>
internal readonly record struct ClientReport(byte[] Line, Command Command, byte[] Attributes)
{
    public ReadOnlySpan<byte> Client => Command.Client.Of(Line);
}

/// <summary>Reads reports. Error messages say what was expected and what was found.</summary>
internal sealed class ReportReader(ClientSettings settings, TimeProvider clock)
{
    /// <summary>Properties of a Feature that aren't attributes. No attribute may have such a name.</summary>
    public static IReadOnlySet<string> ReservedNames { get; } = new HashSet<string> { "time", "server", "skew", "id64", "distance" };

    private const int MaxShown = 64;

    /// <summary>Reads <c>{"lat":…,"lon":…,"time":…,"attributes":{…}}</c>.</summary>
    /// <param name="id">The client's ID; null: <paramref name="json"/> has it as <c>id</c> or <c>id64</c>.</param>
    public bool TryRead(JsonElement json, byte[]? id, out ClientReport report, out string error)
    {
        try
        {
            return TryReadObject(json, id, out report, out error);
        }
        catch (InvalidOperationException)
        {
            return RefuseText(out report, out error);
        }
    }

    /// <summary>Reads a GeoJSON Feature. Properties outside <see cref="ReservedNames"/> become attributes.</summary>
    public bool TryReadFeature(JsonElement json, out ClientReport report, out string error)
    {
        try
        {
            return TryReadGeoJson(json, out report, out error);
        }
        catch (InvalidOperationException)
        {
            return RefuseText(out report, out error);
        }
    }

    /// <summary>JSON text is decoded only on access, and may then turn out to be invalid.</summary>
    private static bool RefuseText(out ClientReport report, out string error)
    {
        (report, error) = (default, "expected text in UTF-8, found bytes or \\u escapes that are no characters");
        return false;
    }

    private bool TryReadObject(JsonElement json, byte[]? id, out ClientReport report, out string error)
    {
        report = default;
        if (json.ValueKind != JsonValueKind.Object)
        {
            error = "expected an object such as {\"lat\":34.0689,\"lon\":-118.4451}";
            return false;
        }

        JsonElement latitude = default, longitude = default, time = default, attributes = default, name = default, name64 = default;
        foreach (var property in json.EnumerateObject())
        {
            switch (property.Name)
            {
                case "lat" when IsFirst(latitude):
                    latitude = property.Value;
                    break;
                case "lon" when IsFirst(longitude):
                    longitude = property.Value;
                    break;
                case "time" when IsFirst(time):
                    time = property.Value;
                    break;
                case "attributes" when IsFirst(attributes):
                    attributes = property.Value;
                    break;
                case "id" when id is null && IsFirst(name):
                    name = property.Value;
                    break;
                case "id64" when id is null && IsFirst(name64):
                    name64 = property.Value;
                    break;
                case "lat" or "lon" or "time" or "attributes":
                case "id" or "id64" when id is null:
                    error = $"expected {property.Name} once, found it twice";
                    return false;
                default:
                    error = $"expected {(id is null ? "id, " : "")}lat, lon, time and attributes, found '{Shown(property.Name)}'";
                    return false;
            }
        }

        if (id is null && !TryReadId(name, name64, out id, out error))
            return false;
        return TryWriteAttributes(attributes, out var written, out error)
            && TryRead(id, latitude, longitude, time, written, out report, out error);

        static bool IsFirst(JsonElement element) => element.ValueKind == JsonValueKind.Undefined;
    }

    private bool TryReadGeoJson(JsonElement json, out ClientReport report, out string error)
    {
        report = default;
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("Feature"))
        {
            error = "expected a GeoJSON Feature";
            return false;
        }

        if (!json.TryGetProperty("geometry", out var geometry) || geometry.ValueKind != JsonValueKind.Object
            || !geometry.TryGetProperty("type", out var kind) || kind.ValueKind != JsonValueKind.String || !kind.ValueEquals("Point")
            || !geometry.TryGetProperty("coordinates", out var coordinates) || coordinates.ValueKind != JsonValueKind.Array || coordinates.GetArrayLength() < 2)
        {
            error = "expected a geometry {\"type\":\"Point\",\"coordinates\":[lon,lat]}";
            return false;
        }

        JsonElement id64 = default, time = default;
        json.TryGetProperty("id", out var id);
        byte[] attributes = [];
        if (json.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            properties.TryGetProperty("time", out time);
            properties.TryGetProperty("id64", out id64);
            if (!Attributes.TryWrite(properties, out attributes, out error, ReservedNames))
                return false;
        }

        return TryReadId(id, id64, out var client, out error)
            && TryRead(client, coordinates[1], coordinates[0], time, attributes, out report, out error);
    }

    /// <summary>Reads coordinates in degrees and a time.</summary>
    /// <param name="time">POSIX seconds or RFC 3339; undefined or null: now.</param>
    /// <param name="attributes">From <see cref="Attributes.TryWrite"/>.</param>
    public bool TryRead(byte[] id, JsonElement latitude, JsonElement longitude, JsonElement time, byte[] attributes, out ClientReport report, out string error)
    {
        report = default;
        var now = PosixTime.From(clock.GetUtcNow());
        return TryReadDegrees(latitude, 90, "lat", out var lat, out error)
            && TryReadDegrees(longitude, 180, "lon", out var lon, out error)
            && TryReadTime(time, now, out var at, out error)
            && TryMake(id, lat + lon, at, now, attributes, out report, out error);
    }

    public int MaxIdLength => settings.MaxIdLength;

    /// <summary>Whether a time is ahead of the node's clock by more than <c>herd.client.max-ahead</c>.</summary>
    public bool IsTooFarAhead(PosixTime time) => time > CommandLimits.At(PosixTime.From(clock.GetUtcNow()), settings.MaxIdLength, settings.MaxAhead).Latest;

    /// <summary>Makes a report from coordinates in degrees.</summary>
    /// <param name="attributes">Valid by <see cref="Attributes.AreValid"/>; empty: none.</param>
    public bool TryMake(byte[] id, decimal latitude, decimal longitude, PosixTime time, byte[] attributes, out ClientReport report, out string error) => TryMake(
        id,
        Signed(latitude.ToString(CultureInfo.InvariantCulture)) + Signed(longitude.ToString(CultureInfo.InvariantCulture)),
        Rfc3339.Posix(time),
        PosixTime.From(clock.GetUtcNow()),
        attributes,
        out report,
        out error);

    private bool TryMake(byte[] id, string location, string time, PosixTime now, byte[] attributes, out ClientReport report, out string error)
    {
        report = default;
        error = "";
        if (id.Length == 0 || id.Length > settings.MaxIdLength || WhiteSpace.IndexIn(id) >= 0)
        {
            error = $"expected an ID of 1 to {settings.MaxIdLength} bytes without white space, found {(id.Length > settings.MaxIdLength ? $"{id.Length} bytes" : $"'{Shown(Encoding.UTF8.GetString(id))}'")}";
            return false;
        }

        byte[] line = [.. "IAMAT "u8, .. id, .. Encoding.ASCII.GetBytes($" {location} {time}")];
        if (line.Length > settings.MaxLineLength)
        {
            error = $"expected ID, coordinates and time of at most {settings.MaxLineLength} bytes (herd.client.max-line-length), found {line.Length}";
            return false;
        }

        var limits = CommandLimits.At(now, settings.MaxIdLength, settings.MaxAhead);
        var command = CommandParser.Parse(line, limits);
        if (command.Kind == CommandKind.IAmAt)
        {
            report = new ClientReport(line, command, attributes);
            return true;
        }

        error = CommandParser.Parse(line).Kind == CommandKind.IAmAt
            ? $"expected a time up to {settings.MaxAhead.TotalHours:0.##} h ahead of the node's clock, found {Shown(time)}"
            : $"expected a location and a time, found '{Shown($"{location} {time}")}'";
        return false;
    }

    private static bool TryReadId(JsonElement id, JsonElement id64, out byte[] bytes, out string error)
    {
        (bytes, error) = ([], "");
        if (id64.ValueKind == JsonValueKind.String && id64.TryGetBytesFromBase64(out var any))
            bytes = any;
        else if (id64.ValueKind == JsonValueKind.Undefined && id.ValueKind == JsonValueKind.String)
            bytes = Encoding.UTF8.GetBytes(id.GetString()!);
        else
            error = id64.ValueKind == JsonValueKind.Undefined ? $"expected a string as id, found {Shown(id)}" : $"expected base64 as id64, found {Shown(id64)}";
        return error.Length == 0;
    }

    private static bool TryWriteAttributes(JsonElement attributes, out byte[] written, out string error)
    {
        (written, error) = ([], "");
        if (attributes.ValueKind == JsonValueKind.Undefined)
            return true;
        if (attributes.ValueKind == JsonValueKind.Object
            && attributes.EnumerateObject().FirstOrDefault(property => ReservedNames.Contains(property.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } reserved)
        {
            error = $"attributes must not be named {string.Join(", ", ReservedNames)}, found '{reserved.Name}'";
            return false;
        }

        return Attributes.TryWrite(attributes, out written, out error);
    }

    /// <summary>Reads a number within ±<paramref name="limit"/> and gives it the sign that ISO 6709 requires.</summary>
    private static bool TryReadDegrees(JsonElement element, int limit, string name, out string degrees, out string error)
    {
        (degrees, error) = ("", "");
        if (TryReadDigits(element, out var digits)
            && decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= limit)
        {
            degrees = Signed(digits);
            return true;
        }

        error = $"expected a number from -{limit} to {limit} as {name}, found {Shown(element)}";
        return false;
    }

    private static bool TryReadTime(JsonElement element, PosixTime now, out string time, out string error)
    {
        error = "";
        if (element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            time = Rfc3339.Posix(now);
        else if (element.ValueKind == JsonValueKind.String && Rfc3339.TryParse(element.GetString()!, out var told))
            time = Rfc3339.Posix(told);
        else if (!TryReadDigits(element, out time))
            error = $"expected POSIX seconds or an RFC 3339 time such as \"2021-05-19T22:53:47.959Z\" as time, found {Shown(element)}";
        return error.Length == 0;
    }

    /// <summary>A number's digits as written, so that none is lost. A number with an exponent is expanded, to 28 digits.</summary>
    private static bool TryReadDigits(JsonElement element, out string digits)
    {
        digits = "";
        if (element.ValueKind != JsonValueKind.Number)
            return false;
        digits = element.GetRawText();
        if (!digits.Contains('e', StringComparison.OrdinalIgnoreCase))
            return true;
        var isNumber = decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        digits = number.ToString(CultureInfo.InvariantCulture);
        return isNumber;
    }

    private static string Signed(string digits) => digits.StartsWith('-') ? digits : "+" + digits;

    private static string Shown(JsonElement element) => element.ValueKind == JsonValueKind.Undefined ? "none" : Shown(element.GetRawText());

    private static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
