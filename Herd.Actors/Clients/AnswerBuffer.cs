using System.IO.Pipelines;

namespace Herd.Actors.Clients;

/// <summary>
/// Answers that wait for their flush, written in place into the transport's memory. It holds none of it between a flush and
/// the next answer, so an idle connection costs no buffer.
/// </summary>
/// <param name="output">To the client.</param>
/// <param name="log">Gets what goes out, whole answers in a row; null: nobody does.</param>
internal sealed class AnswerBuffer(PipeWriter output, ConnectionLog? log)
{
    private readonly List<ReadOnlyMemory<byte>>? _pieces = log is null ? null : [];
    private Memory<byte> _memory;
    private int _written;

    /// <summary>Bytes that were written since the last flush.</summary>
    public long Unflushed { get; private set; }

    /// <summary>Room for a whole answer, so that none is ever cut in two.</summary>
    public Span<byte> GetSpan(int length)
    {
        if (_memory.Length - _written < length)
        {
            Commit();
            _memory = output.GetMemory(length);
        }

        return _memory.Span[_written..];
    }

    public void Advance(int length)
    {
        _written += length;
        Unflushed += length;
    }

    public void Write(ReadOnlySpan<byte> answer)
    {
        answer.CopyTo(GetSpan(answer.Length));
        Advance(answer.Length);
    }

    public ValueTask<FlushResult> FlushAsync()
    {
        Commit();
        Unflushed = 0;
        if (_pieces is not null)
        {
            foreach (var piece in _pieces)
                log!.Sent(piece.Span);
            _pieces.Clear();
        }

        return output.FlushAsync();
    }

    private void Commit()
    {
        if (_written > 0)
        {
            _pieces?.Add(_memory[.._written]);
            output.Advance(_written);
        }

        _memory = default;
        _written = 0;
    }
}
