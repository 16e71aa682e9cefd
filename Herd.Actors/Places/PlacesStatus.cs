using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Herd.Actors.Places;

/// <summary>The <c>status</c> of a Nearby Search answer, and whole answers that have no results.</summary>
public static class PlacesStatus
{
    public const string Ok = "OK";
    public const string ZeroResults = "ZERO_RESULTS";
    public const string OverQueryLimit = "OVER_QUERY_LIMIT";
    public const string RequestDenied = "REQUEST_DENIED";
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string UnknownError = "UNKNOWN_ERROR";

    /// <summary>How every answer's JSON is written: compact, UTF-8 as it is instead of <c>\u</c> escapes.</summary>
    internal static JsonWriterOptions WriterOptions { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>An answer without results.</summary>
    /// <param name="status">One of the constants.</param>
    /// <param name="errorMessage">What went wrong and what to do, for people; null: nothing did.</param>
    public static ReadOnlyMemory<byte> ToJson(string status, string? errorMessage = null)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, WriterOptions))
        {
            json.WriteStartObject();
            if (errorMessage is not null)
                json.WriteString("error_message"u8, errorMessage);
            json.WriteStartArray("html_attributions"u8);
            json.WriteEndArray();
            json.WriteStartArray("results"u8);
            json.WriteEndArray();
            json.WriteString("status"u8, status);
            json.WriteEndObject();
        }
        return bytes.WrittenMemory;
    }
}
