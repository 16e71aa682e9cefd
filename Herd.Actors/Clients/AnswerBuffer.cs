using System.IO.Pipelines;

namespace Herd.Actors.Clients;

/// <summary>
/// Answers that wait for their flush, written in place into the transport's memory. None of it is held between a
/// flush and the next answer, so that an idle connection costs no buffer.
/// </summary>
/// <param name="output">To the client.</param>
/// <param name="sent">Told what goes out, whole answers in a row; null: nobody.</param>
internal sealed class AnswerBuffer(PipeWriter output, Action<ReadOnlyMemory<byte>>? sent)
{
    private readonly List<ReadOnlyMemory<byte>>? _pieces = sent is null ? null : [];
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

    public ValueTask<FlushResult> FlushAsync()
    {
        Commit();
        Unflushed = 0;
        if (_pieces is not null)
        {
            foreach (var piece in _pieces)
                sent!(piece);
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
