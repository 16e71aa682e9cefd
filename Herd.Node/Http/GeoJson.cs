using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Herd.Actors.Protocol;

namespace Herd.Node.Http;

/// <summary>Writes locations as GeoJSON Features (RFC 7946).</summary>
internal static class GeoJson
{
    public const string MediaType = "application/geo+json";

    public const string LinesMediaType = "application/x-ndjson";

    private const int MaxOnStack = 128;

    /// <summary>Relaxed escaping is safe, since the output is never embedded in HTML.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="distance">Metres from the point that was asked about; null: leave it out.</param>
    public static void WriteFeature(Utf8JsonWriter writer, UpdateFrame update, double? distance = null)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "Feature"u8);
        WriteId(writer, "id"u8, update.Client);
        writer.WriteStartObject("geometry"u8);
        writer.WriteString("type"u8, "Point"u8);
        writer.WriteStartArray("coordinates"u8);
        var location = update.Location;
        var longitudeAt = LongitudeAt(location);
        WriteNumber(writer, location[longitudeAt..]);
        WriteNumber(writer, location[..longitudeAt]);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("properties"u8);
        if (Rfc3339.Format(update.Time) is { } time)
            writer.WriteString("time"u8, time);
        else
            WritePosix(writer, update.Time);
        writer.WriteString("server"u8, update.Origin);
        writer.WritePropertyName("skew"u8);
        WriteNumber(writer, AtLineFormat.SkewIn(update.AtLine));
        if (!Utf8.IsValid(update.Client))
            writer.WriteBase64String("id64"u8, update.Client);
        if (distance is { } metres)
            writer.WriteNumber("distance"u8, Math.Round(metres, 3));
        WriteAttributes(writer, update.Attributes);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes a location in the form that <c>POST /v1/clients</c> takes.</summary>
    public static void WriteReport(Utf8JsonWriter writer, UpdateFrame update)
    {
        writer.WriteStartObject();
        if (Utf8.IsValid(update.Client))
            writer.WriteString("id"u8, update.Client);
        else
            writer.WriteBase64String("id64"u8, update.Client);
        var location = update.Location;
        var longitudeAt = LongitudeAt(location);
        writer.WritePropertyName("lat"u8);
        WriteNumber(writer, location[..longitudeAt]);
        writer.WritePropertyName("lon"u8);
        WriteNumber(writer, location[longitudeAt..]);
        WritePosix(writer, update.Time);
        if (!update.Attributes.IsEmpty)
        {
            writer.WritePropertyName("attributes"u8);
            writer.WriteRawValue(update.Attributes, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes an ID as text; bytes that aren't UTF-8 become replacement characters.</summary>
    public static void WriteId(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> id)
    {
        if (Utf8.IsValid(id))
            writer.WriteString(name, id);
        else
            writer.WriteString(name, Encoding.UTF8.GetString(id));
    }

    private static void WritePosix(Utf8JsonWriter writer, PosixTime time)
    {
        writer.WritePropertyName("time"u8);
        writer.WriteRawValue(Rfc3339.Posix(time), skipInputValidation: true);
    }

    private static void WriteAttributes(Utf8JsonWriter writer, ReadOnlySpan<byte> attributes)
    {
        if (attributes.IsEmpty)
            return;
        using var document = JsonDocument.Parse(attributes.ToArray());
        foreach (var attribute in document.RootElement.EnumerateObject())
        {
            if (!ReportReader.ReservedNames.Contains(attribute.Name))
                attribute.WriteTo(writer);
        }
    }

    private static int LongitudeAt(ReadOnlySpan<byte> location) => 1 + location[1..].IndexOfAny((byte)'+', (byte)'-');

    /// <summary>Writes a number with all decimals, without the plus sign and leading zeros that JSON forbids.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> signed)
    {
        // Only the line's length limits the number of decimals.
        Span<byte> number = signed.Length <= MaxOnStack ? stackalloc byte[MaxOnStack] : new byte[signed.Length];
        var length = 0;
        if (signed[0] == '-')
            number[length++] = (byte)'-';
        var digits = signed[1..];
        while (digits.Length > 1 && digits[0] == '0' && digits[1] != '.')
            digits = digits[1..];
        digits.CopyTo(number[length..]);
        writer.WriteRawValue(number[..(length + digits.Length)], skipInputValidation: true);
    }
}
