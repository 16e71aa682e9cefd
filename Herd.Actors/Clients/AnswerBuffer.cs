using System.IO.Pipelines;

namespace Herd.Actors.Clients;

/// <summary>Writes answers into the transport's memory until a flush. Between a flush and the next answer it holds no buffer.</summary>
/// <remarks>AT lines are written by <see cref="CommandBatch"/>, a WHATSAT's answer by <see cref="WhatsAt"/>.</remarks>
/// <param name="log">Gets whole answers when they are flushed; null: none.</param>
internal sealed class AnswerBuffer(PipeWriter output, ConnectionLog? log)
{
    private readonly List<ReadOnlyMemory<byte>>? _pieces = log is null ? null : [];
    private Memory<byte> _memory;
    private int _written;

    /// <summary>Bytes since the last flush.</summary>
    public long Unflushed { get; private set; }

    /// <summary>Room for a whole answer, so that none is split.</summary>
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
