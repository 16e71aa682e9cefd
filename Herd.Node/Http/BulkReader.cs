using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Herd.Node.Settings;

namespace Herd.Node.Http;

/// <summary>Number counts lines or Features from 1. If Json is null, it wasn't valid, and Error says why.</summary>
internal readonly record struct BulkItem(long Number, JsonDocument? Json, string Error = "");

/// <summary>Where in a JSON body a list of reports is, and how error messages name it.</summary>
/// <param name="name">The list's name in the body's object; null: the body is the list.</param>
/// <param name="idName">The name of an ID beside the list; null: there is none.</param>
internal sealed class BulkList(string what, string items, string? name, string? idName = null)
{
    public static BulkList Features { get; } = new("a GeoJSON FeatureCollection", "Features", "features");

    public string What => what;

    public string Items => items;

    public string? Name => name;

    public string? IdName => idName;

    /// <summary>The ID beside the list; final once the whole body is read. Null: there is none.</summary>
    public string? Id { get; set; }
}

/// <summary>Reads many reports from a body of any size, one at a time, in bounded memory.</summary>
internal static class BulkReader
{
    private const int MaxReportLength = 256 * 1024;

    private const int MaxShown = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads NDJSON. Blank lines count in numbers, but yield nothing. A line that is too long yields an error.</summary>
    public static async IAsyncEnumerable<BulkItem> LinesAsync(PipeReader body, [EnumeratorCancellation] CancellationToken cancel)
    {
        await SkipByteOrderMarkAsync(body, cancel).ConfigureAwait(false);
        var isTooLong = false;
        for (var (number, isEnd) = (1L, false); !isEnd;)
        {
            var read = await body.ReadAsync(cancel).ConfigureAwait(false);
            var buffer = read.Buffer;
            try
            {
                while (TryTakeLine(ref buffer, read.IsCompleted, out var line))
                {
                    if (isTooLong || line.Length > MaxReportLength)
                        yield return TooLong(number);
                    else if (!IsBlank(line))
                        yield return Parse(number, line);
                    isTooLong = false;
                    number++;
                }

                if (buffer.Length > MaxReportLength)
                {
                    isTooLong = true;
                    buffer = buffer.Slice(buffer.End);
                }
            }
            finally
            {
                // Also if the caller stops early: Kestrel reads the rest of the body.
                body.AdvanceTo(buffer.Start, buffer.End);
            }

            isEnd = read.IsCompleted;
            if (isEnd && isTooLong)
                yield return TooLong(number);
        }
    }

    /// <exception cref="HttpFault">400: the body isn't a FeatureCollection. The Features before the fault were yielded.</exception>
    public static IAsyncEnumerable<BulkItem> FeaturesAsync(PipeReader body, CancellationToken cancel) => ItemsAsync(body, BulkList.Features, cancel);

    /// <exception cref="HttpFault">400: there is no such list. The items before the fault were yielded.</exception>
    public static async IAsyncEnumerable<BulkItem> ItemsAsync(PipeReader body, BulkList list, [EnumeratorCancellation] CancellationToken cancel)
    {
        await SkipByteOrderMarkAsync(body, cancel).ConfigureAwait(false);
        var parser = new ListParser(list);
        var tooFew = 0L;
        for (var (number, isEnd) = (1L, false); !isEnd;)
        {
            var read = await body.ReadAsync(cancel).ConfigureAwait(false);
            var buffer = read.Buffer;
            try
            {
                // Parsing again after each byte would be quadratic work if a body comes byte by byte.
                if (read.IsCompleted || buffer.Length >= Math.Min(2 * tooFew, MaxReportLength + 1))
                {
                    while (parser.TryRead(ref buffer, read.IsCompleted) is { } feature)
                        yield return new BulkItem(number++, feature);
                    tooFew = buffer.Length;
                    if (tooFew > MaxReportLength)
                        throw Query.Fault($"expected {list.Items} of at most {MaxReportLength} bytes, found a longer one as number {number}");
                }
            }
            finally
            {
                body.AdvanceTo(buffer.Start, buffer.End);
            }

            isEnd = read.IsCompleted;
        }

        parser.End();
    }

    private static async Task SkipByteOrderMarkAsync(PipeReader body, CancellationToken cancel)
    {
        var buffer = (await body.ReadAtLeastAsync(ByteOrderMark.Length, cancel).ConfigureAwait(false)).Buffer;
        var reader = new SequenceReader<byte>(buffer);
        reader.IsNext(ByteOrderMark, advancePast: true);
        body.AdvanceTo(reader.Position);
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

    private static BulkItem TooLong(long number) => new(number, null, $"expected a line of at most {MaxReportLength} bytes, found a longer one");

    private static BulkItem Parse(long number, ReadOnlySequence<byte> line)
    {
        try
        {
            return new BulkItem(number, JsonDocument.Parse(line));
        }
        catch (JsonException)
        {
            return new BulkItem(number, null, $"expected a JSON object on one line, found {SettingsCheck.Show(Encoding.UTF8.GetString(line.Slice(0, Math.Min(line.Length, MaxShown))))}");
        }
    }

    private sealed class ListParser(BulkList list)
    {
        private JsonReaderState _state;
        private Place _place;
        private bool _isList;
        private bool _isId;
        private bool _hasList;

        private enum Place
        {
            Start,
            Object,
            List,
            End,
        }

        /// <summary>The next item; null: more bytes are needed, or the body ends.</summary>
        public JsonDocument? TryRead(ref ReadOnlySequence<byte> buffer, bool isEnd)
        {
            var reader = new Utf8JsonReader(buffer, isEnd, _state);
            try
            {
                while (Step(ref reader, out var item))
                {
                    buffer = buffer.Slice(reader.Position);
                    _state = reader.CurrentState;
                    if (item is not null)
                        return item;
                    reader = new Utf8JsonReader(buffer, isEnd, _state);
                }
            }
            // InvalidOperationException: a name isn't valid Unicode.
            catch (Exception fault) when (fault is JsonException or InvalidOperationException)
            {
                throw Query.Fault($"expected {list.What}, found what isn't JSON, or the end of the body within it");
            }

            return null;
        }

        public void End()
        {
            if (_place != Place.End)
                throw Query.Fault($"expected {list.What}, found the end of the body within it");
            if (!_hasList)
                throw Query.Fault($"expected {list.What}, found an object without a list of {list.Name}");
        }

        /// <summary>Null: the text isn't valid Unicode.</summary>
        private static string? IdIn(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.TokenType == JsonTokenType.String
                    ? reader.GetString()
                    : Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }

        private bool Step(ref Utf8JsonReader reader, out JsonDocument? item)
        {
            item = null;
            if (_place == Place.List)
            {
                var ahead = reader;
                if (!ahead.Read())
                    return false;
                if (ahead.TokenType == JsonTokenType.EndArray)
                    _place = list.Name is null ? Place.End : Place.Object;
                else if (!JsonDocument.TryParseValue(ref ahead, out item))
                    return false;
                reader = ahead;
                return true;
            }

            if (!reader.Read())
                return false;
            switch (_place, reader.TokenType)
            {
                case (Place.Start, JsonTokenType.StartObject) when list.Name is not null:
                    _place = Place.Object;
                    break;
                case (Place.Start, JsonTokenType.StartArray) when list.Name is null:
                    (_place, _hasList) = (Place.List, true);
                    break;
                case (Place.Object, JsonTokenType.PropertyName):
                    _isList = reader.CurrentDepth == 1 && reader.ValueTextEquals(list.Name);
                    _isId = list.IdName is not null && reader.CurrentDepth == 1 && reader.ValueTextEquals(list.IdName);
                    break;
                case (Place.Object, JsonTokenType.String or JsonTokenType.Number) when _isId && reader.CurrentDepth == 1:
                    list.Id = IdIn(ref reader);
                    break;
                case (Place.Object, JsonTokenType.EndObject) when reader.CurrentDepth == 0:
                    _place = Place.End;
                    break;
                case (Place.Object, JsonTokenType.StartArray) when _isList && reader.CurrentDepth == 1:
                    (_place, _hasList) = (Place.List, true);
                    break;
                case (Place.Start, _):
                    throw Query.Fault($"expected {list.What}, found no object");
            }

            return true;
        }
    }
}
