using System.Buffers;

namespace Herd.Actors.Clients;

internal sealed class ConnectionLog
{
    private readonly long _number;
    private readonly IMessageLog _log;

    private ConnectionLog(long number, IMessageLog log)
    {
        _number = number;
        _log = log;
    }

    /// <returns>Null if the log keeps nothing.</returns>
    public static ConnectionLog? For(long number, IMessageLog log) => log is NoMessageLog ? null : new ConnectionLog(number, log);

    public void Received(in ReadOnlySequence<byte> lines)
    {
        if (lines.IsSingleSegment)
        {
            _log.Received(_number, lines.FirstSpan);
            return;
        }

        var length = (int)lines.Length;
        var joined = ArrayPool<byte>.Shared.Rent(length);
        lines.CopyTo(joined);
        _log.Received(_number, joined.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(joined);
    }

    public void Sent(ReadOnlySpan<byte> answers) => _log.Sent(_number, answers);

    public void Note(string text) => _log.Note($"conn-{_number} {text}");
}
