using System.Buffers;
using System.Globalization;
using System.Text;
using Herd.Actors.Protocol;

namespace Herd.Node.Logging;

internal enum MessageKind
{
    Received,
    Sent,
    Note,

    /// <summary>No line: a client's ID must be removed.</summary>
    Forget,
}

/// <summary>Renders lines: UTC time, connection, <c>&lt;</c> received, <c>&gt;</c> sent or <c>--</c> note, and the text.</summary>
/// <remarks>Unprintable bytes are <c>\xNN</c>. Places are only counted: Google's terms forbid storing them. AUTH is hidden.</remarks>
/// <param name="write">Receives whole lines, many at a time.</param>
internal sealed class MessageRenderer(Action<ReadOnlySpan<byte>> write)
{
    /// <summary>Bytes; longer lines are cut.</summary>
    public const int MaxLineLength = 4096;

    private const int WriteSize = 64 * 1024;

    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c).Where(c => c != '\\')]);

    private static ReadOnlySpan<byte> AuthOk => AuthLine.Accepted[..^1];

    private readonly ArrayBufferWriter<byte> _output = new(WriteSize + 2 * MaxLineLength);
    private readonly byte[] _prefix = new byte[80];

    public void Flush()
    {
        if (_output.WrittenCount > 0)
            write(_output.WrittenSpan);
        Clear();
    }

    public void Clear() => _output.ResetWrittenCount();

    public void Render(MessageKind kind, long connection, DateTime moment, ReadOnlySpan<byte> text)
    {
        var prefix = RenderPrefix(kind, connection, moment);
        var placesLength = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
            text = end < 0 ? [] : text[(end + 1)..];
            if (kind == MessageKind.Sent && !IsAnswerLine(line))
            {
                placesLength += line.Length;
                continue;
            }

            RenderPlaces(prefix, ref placesLength);
            if (line.IsEmpty)
                continue;
            _output.Write(prefix);
            if (IsAuth(kind, line))
                Write("AUTH …\n");
            else
                RenderLine(line);
            if (_output.WrittenCount >= WriteSize)
                Flush();
        }

        RenderPlaces(prefix, ref placesLength);
    }

    /// <summary>JSON never begins like this.</summary>
    private static bool IsAnswerLine(ReadOnlySpan<byte> line) => line.StartsWith("AT "u8) || line.StartsWith("? "u8) || line.SequenceEqual(AuthOk);

    /// <summary>Also in a node's answer: one without keys repeats AUTH as an invalid command. Case doesn't matter.</summary>
    private static bool IsAuth(MessageKind kind, ReadOnlySpan<byte> line)
    {
        if (kind == MessageKind.Sent && line.StartsWith("? "u8))
            line = line[2..];
        line = line.TrimStart(WhiteSpace.Bytes);
        var end = WhiteSpace.IndexIn(line);
        return kind != MessageKind.Note && end >= 0 && Ascii.EqualsIgnoreCase(line[..end], "AUTH"u8) && !line.SequenceEqual(AuthOk);
    }

    private void RenderPlaces(ReadOnlySpan<byte> prefix, ref int length)
    {
        if (length == 0)
            return;
        _output.Write(prefix);
        Write($"(places, {length} bytes)\n");
        length = 0;
    }

    private ReadOnlySpan<byte> RenderPrefix(MessageKind kind, long connection, DateTime moment)
    {
        moment.TryFormat(_prefix, out var length, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z '", CultureInfo.InvariantCulture);
        if (kind == MessageKind.Note)
        {
            "-- "u8.CopyTo(_prefix.AsSpan(length));
            return _prefix.AsSpan(0, length + 3);
        }

        _prefix[length++] = (byte)'#';
        connection.TryFormat(_prefix.AsSpan(length), out var digits, default, CultureInfo.InvariantCulture);
        length += digits;
        (kind == MessageKind.Received ? " < "u8 : " > "u8).CopyTo(_prefix.AsSpan(length));
        return _prefix.AsSpan(0, length + 3);
    }

    private void RenderLine(ReadOnlySpan<byte> line)
    {
        var shown = line.Length > MaxLineLength ? line[..MaxLineLength] : line;
        if (!shown.ContainsAnyExcept(Plain))
            _output.Write(shown);
        else
            Escape(shown);
        if (shown.Length < line.Length)
            Write($"… ({line.Length - shown.Length} bytes more)");
        _output.Write("\n"u8);
    }

    private void Escape(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(line, out var rune, out var length);
            if (status == OperationStatus.Done && rune.Value == '\\')
                _output.Write(@"\\"u8);
            else if (status == OperationStatus.Done && !Rune.IsControl(rune))
                _output.Write(line[..length]);
            else
                foreach (var b in line[..length])
                    Write($@"\x{b:x2}");
            line = line[length..];
        }
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _output);
}
