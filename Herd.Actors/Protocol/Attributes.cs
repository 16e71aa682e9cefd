using System.Text.Encodings.Web;
using System.Text.Json;

namespace Herd.Actors.Protocol;

/// <summary>
/// What a report carries besides place and time: a flat JSON object with string, number and boolean values, such as
/// <c>{"accuracy":5,"name":"Jane"}</c>. In memory, on links and in the durable copy it is UTF-8 without white space.
/// </summary>
public static class Attributes
{
    /// <summary>In bytes.</summary>
    public const int MaxLength = 512;

    /// <summary>Whether bytes from a peer or a file may be from <see cref="TryWrite"/>.</summary>
    public static bool AreValid(ReadOnlySpan<byte> json) =>
        json.Length is > 0 and <= MaxLength && json.IndexOfAnyInRange((byte)0, (byte)31) < 0 && IsFlatObject(json);

    /// <param name="json">UTF-8; empty: there are none.</param>
    /// <param name="ignored">Names in the element that are no attributes.</param>
    /// <exception cref="InvalidOperationException">There is text in it that isn't Unicode.</exception>
    public static bool TryWrite(JsonElement element, out byte[] json, out string error, IReadOnlySet<string>? ignored = null)
    {
        (json, error) = ([], "");
        if (element.ValueKind == JsonValueKind.Null)
            return true;
        if (element.ValueKind != JsonValueKind.Object)
        {
            error = $"attributes must be a JSON object, found {Describe(element.ValueKind)}";
            return false;
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>(MaxLength);
        // Escapes would only make them longer.
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            var names = new HashSet<string>();
            foreach (var property in element.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Null || ignored?.Contains(property.Name) == true)
                    continue;
                if (property.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
                {
                    error = $"attributes must have string, number or boolean values, found {Describe(property.Value.ValueKind)} at '{property.Name}'";
                    return false;
                }

                if (!names.Add(property.Name))
                {
                    error = $"attributes must have each name once, found '{property.Name}' twice";
                    return false;
                }

                // Text is decoded, since peers refuse what isn't UTF-8.
                if (property.Value.ValueKind == JsonValueKind.String)
                    writer.WriteString(property.Name, property.Value.GetString());
                else
                    property.WriteTo(writer);
            }

            writer.WriteEndObject();
            if (names.Count == 0)
                return true;
        }

        if (buffer.WrittenCount > MaxLength)
        {
            error = $"attributes must be at most {MaxLength} bytes of JSON, found {buffer.WrittenCount}";
            return false;
        }

        json = buffer.WrittenSpan.ToArray();
        return true;
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "nothing",
    };

    private static bool IsFlatObject(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.Null)
                    return false;
                // Bytes that aren't UTF-8 pass the reader until somebody asks for the text.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    _ = reader.GetString();
            }

            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
