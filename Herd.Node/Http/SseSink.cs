using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Herd.Actors.Protocol;
using Herd.Actors.Streams;

namespace Herd.Node.Http;

/// <summary>Writes a stream as Server-Sent Events.</summary>
/// <param name="filter">Hash of the stream's filter; cursors are valid for this filter only.</param>
/// <param name="abort">Aborts the connection.</param>
internal sealed class SseSink(PipeWriter output, ulong filter, CursorSeal seal, Action abort) : IStreamSink
{
    public const string MediaType = "text/event-stream";

    /// <summary>Bytes to write before a flush, in addition to Kestrel's own buffer.</summary>
    private const int MaxUnflushed = 32 * 1024;

    /// <summary>A reader that takes nothing for this long counts as gone.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    private readonly ArrayBufferWriter<byte> _json = new();
    private StreamCursor? _next;
    private int _unflushed;

    /// <summary>Taken from the output for many events: GetMemory costs more than writing one piece.</summary>
    private Memory<byte> _buffer;
    private int _written;

    public bool IsFull => _unflushed >= MaxUnflushed;

    public void Begin(bool isNew)
    {
        if (isNew)
            WriteId(EventId.Beginning);
        Write("retry: 1000\n\n"u8);
    }

    public void Comment() => Write(":\n\n"u8);

    public void Move(UpdateFrame update, Change? change) => WriteEvent("event: move\ndata: "u8, Feature(update, change));

    public void Leave(UpdateFrame update, Change? change) => WriteEvent("event: leave\ndata: "u8, Feature(update, change));

    public void Gone(ReadOnlySpan<byte> client)
    {
        _json.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_json, GeoJson.WriterOptions))
        {
            writer.WriteStartObject();
            GeoJson.WriteId(writer, "id"u8, client);
            if (!System.Text.Unicode.Utf8.IsValid(client))
                writer.WriteBase64String("id64"u8, client);
            writer.WriteEndObject();
        }

        WriteEvent("event: gone\ndata: "u8, _json.WrittenSpan);
    }

    public void Ready(StreamCursor? cursor)
    {
        _next = cursor;
        WriteEvent("event: ready\ndata: "u8, "{}"u8);
    }

    public void Reset()
    {
        _next = null;
        WriteId(EventId.Beginning);
        WriteEvent("event: reset\ndata: "u8, "{}"u8);
    }

    public void Cursor(StreamCursor cursor, bool isNext)
    {
        if (isNext)
        {
            _next = cursor;
            return;
        }

        WriteId(EventId.Of(filter, cursor, seal));
        Write("\n"u8);
    }

    /// <exception cref="OperationCanceledException">It was cancelled, or the reader has gone.</exception>
    public async Task FlushAsync(CancellationToken cancel)
    {
        if (_unflushed == 0)
            return;
        _unflushed = 0;
        Advance();
        var flush = output.FlushAsync(cancel);
        try
        {
            var result = flush.IsCompleted ? await flush.ConfigureAwait(false) : await flush.AsTask().WaitAsync(StallTimeout, cancel).ConfigureAwait(false);
            if (result.IsCompleted)
                throw new OperationCanceledException();
        }
        catch (TimeoutException)
        {
            abort();
            throw new OperationCanceledException();
        }
    }

    private ReadOnlySpan<byte> Feature(UpdateFrame update, Change? change)
    {
        if (change?.Rendered is { } rendered)
            return rendered;
        _json.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_json, GeoJson.WriterOptions))
            GeoJson.WriteFeature(writer, update);
        change?.Keep(_json.WrittenSpan.ToArray());
        return _json.WrittenSpan;
    }

    private void WriteEvent(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> data)
    {
        Write(beginning);
        Write(data);
        if (_next is not { } cursor)
        {
            Write("\n\n"u8);
            return;
        }

        // The ID comes last: a reader that has it has the whole event.
        Write("\n"u8);
        WriteId(EventId.Of(filter, cursor, seal));
        _next = null;
        Write("\n"u8);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _unflushed += bytes.Length;
        while (bytes.Length > _buffer.Length - _written)
        {
            var fitting = bytes[..(_buffer.Length - _written)];
            fitting.CopyTo(_buffer.Span[_written..]);
            _written += fitting.Length;
            bytes = bytes[fitting.Length..];
            Advance();
            // With no size hint, Kestrel returns an empty buffer once the reader has gone.
            _buffer = output.GetMemory(1);
        }

        bytes.CopyTo(_buffer.Span[_written..]);
        _written += bytes.Length;
    }

    private void Advance()
    {
        if (_written > 0)
            output.Advance(_written);
        (_buffer, _written) = (default, 0);
    }

    private void WriteId(string id)
    {
        Write("id: "u8);
        Write(Encoding.ASCII.GetBytes(id));
        Write("\n"u8);
    }
}
