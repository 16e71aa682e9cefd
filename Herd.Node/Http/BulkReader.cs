using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Herd.Node.Http;

/// <summary>Reads many reports off a body of any size, one at a time, in bounded memory.</summary>
internal static class BulkReader
{
    /// <summary>No report is longer, in bytes.</summary>
    private const int MaxReportLength = 256 * 1024;

    /// <summary>Each line of NDJSON, from 1; blank ones aren't told. Null: it is no JSON.</summary>
    /// <exception cref="HttpFault">400: a line is too long.</exception>
    public static async IAsyncEnumerable<(long Number, JsonDocument? Json)> LinesAsync(PipeReader body, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var (number, isEnd) = (1L, false); !isEnd;)
        {
            var read = await body.ReadAsync(cancel).ConfigureAwait(false);
            var buffer = read.Buffer;
            while (TryTakeLine(ref buffer, read.IsCompleted, out var line))
            {
                if (!IsBlank(line))
                    yield return (number, Parse(line));
                number++;
            }

            if (buffer.Length > MaxReportLength)
                throw Query.Fault($"expected lines of at most {MaxReportLength} bytes, found more in line {number}");
            body.AdvanceTo(buffer.Start, buffer.End);
            isEnd = read.IsCompleted;
        }
    }

    /// <summary>Each Feature of a FeatureCollection, from 1.</summary>
    /// <exception cref="HttpFault">400: it isn't one; those before the fault were told.</exception>
    public static async IAsyncEnumerable<(long Number, JsonDocument? Json)> FeaturesAsync(PipeReader body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var parser = new FeatureParser();
        for (var (number, isEnd) = (1L, false); !isEnd;)
        {
            var read = await body.ReadAsync(cancel).ConfigureAwait(false);
            var buffer = read.Buffer;
            while (parser.TryRead(ref buffer, read.IsCompleted) is { } feature)
                yield return (number++, feature);
            if (buffer.Length > MaxReportLength)
                throw Query.Fault($"expected Features of at most {MaxReportLength} bytes, found a longer one behind {number - 1}");
            body.AdvanceTo(buffer.Start, buffer.End);
            isEnd = read.IsCompleted;
        }

        parser.End();
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isEnd, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = isEnd ? buffer : default;
        if (!isEnd || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        }

        return true;
    }

    private static JsonDocument? Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Goes through a FeatureCollection as its bytes come.</summary>
    private sealed class FeatureParser
    {
        private JsonReaderState _state;
        private Place _place;
        private bool _isFeatures;

        private enum Place
        {
            Start,
            Collection,
            Features,
            End,
        }

        /// <summary>The next Feature, once all of it is there; else null.</summary>
        public JsonDocument? TryRead(ref ReadOnlySequence<byte> buffer, bool isEnd)
        {
            var reader = new Utf8JsonReader(buffer, isEnd, _state);
            try
            {
                while (Step(ref reader, out var feature))
                {
                    buffer = buffer.Slice(reader.Position);
                    _state = reader.CurrentState;
                    if (feature is not null)
                        return feature;
                    reader = new Utf8JsonReader(buffer, isEnd, _state);
                }
            }
            catch (JsonException fault)
            {
                throw Query.Fault($"expected a GeoJSON FeatureCollection, found no JSON: {Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(fault.Message))}");
            }

            return null;
        }

        public void End()
        {
            if (_place != Place.End)
                throw Query.Fault("expected a GeoJSON FeatureCollection, found the end of the body within it");
        }

        /// <summary>A step that needs no more bytes than are there.</summary>
        private bool Step(ref Utf8JsonReader reader, out JsonDocument? feature)
        {
            feature = null;
            if (_place == Place.Features)
            {
                var ahead = reader;
                if (!ahead.Read())
                    return false;
                if (ahead.TokenType != JsonTokenType.EndArray)
                    return JsonDocument.TryParseValue(ref reader, out feature);
                reader = ahead;
                _place = Place.Collection;
                return true;
            }

            if (!reader.Read())
                return false;
            switch (_place, reader.TokenType)
            {
                case (Place.Start, JsonTokenType.StartObject):
                    _place = Place.Collection;
                    break;
                case (Place.Collection, JsonTokenType.PropertyName):
                    _isFeatures = reader.ValueTextEquals("features"u8);
                    break;
                case (Place.Collection, JsonTokenType.EndObject) when reader.CurrentDepth == 0:
                    _place = Place.End;
                    break;
                case (Place.Collection, JsonTokenType.StartArray) when _isFeatures && reader.CurrentDepth == 1:
                    _place = Place.Features;
                    break;
                case (Place.Start, _):
                    throw Query.Fault("expected a GeoJSON FeatureCollection");
            }

            return true;
        }
    }
}
