using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Herd.Actors.Places;

/// <summary>Writes a Nearby Search answer: compact, a line per result, without <c>\u</c> escapes.</summary>
/// <remarks>In order: <c>Json</c>, <c>StartResults</c>, for each result <c>StartResult</c> and <c>EndResult</c>, <c>End</c>.</remarks>
internal sealed class NearbySearchWriter : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> _answer = new();
    private readonly ArrayBufferWriter<byte> _result = new();
    private readonly Utf8JsonWriter _resultJson;
    private bool _hasResults;

    public NearbySearchWriter()
    {
        _resultJson = new Utf8JsonWriter(_result, Options);
        Json = new Utf8JsonWriter(_answer, Options);
        Json.WriteStartObject();
    }

    public Utf8JsonWriter Json { get; }

    public void StartResults() => Json.WriteStartArray("results"u8);

    /// <returns>A writer for the result, which is one value.</returns>
    public Utf8JsonWriter StartResult()
    {
        _result.Write("\n"u8);
        return _resultJson;
    }

    public void EndResult()
    {
        _resultJson.Flush();
        Json.WriteRawValue(_result.WrittenSpan, skipInputValidation: true);
        _result.ResetWrittenCount();
        _resultJson.Reset();
        _hasResults = true;
    }

    public ReadOnlyMemory<byte> End(string status)
    {
        if (_hasResults)
        {
            Json.Flush();
            _answer.Write("\n"u8);
        }
        Json.WriteEndArray();
        Json.WriteString("status"u8, status);
        Json.WriteEndObject();
        Json.Flush();
        return _answer.WrittenMemory;
    }

    public void Dispose()
    {
        Json.Dispose();
        _resultJson.Dispose();
    }
}
