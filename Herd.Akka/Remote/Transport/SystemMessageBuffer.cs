using Akka.Serialization.Wire;

namespace Akka.Remote.Transport;

/// <summary>The system messages to one incarnation that it hasn't acknowledged, in order. They are numbered from 1.</summary>
internal sealed class SystemMessageBuffer
{
    private readonly Queue<(long Number, byte[] Frame)> _unacknowledged = new();
    private long _last;

    public int Count => _unacknowledged.Count;

    /// <summary>The highest number that went out on any connection.</summary>
    public long Sent { get; private set; }

    public long Acknowledged { get; private set; }

    /// <param name="content">An <see cref="Envelope"/>.</param>
    /// <returns>Its number.</returns>
    public long Add(ReadOnlySpan<byte> content)
    {
        var number = ++_last;
        var writer = new WireWriter(content.Length + 16).Unsigned((ulong)number).Raw(content);
        _unacknowledged.Enqueue((number, Frame.Of(FrameKind.SystemMessage, writer.Written)));
        return number;
    }

    /// <summary>The frame to send when the turn of a number comes; null if it went out on this connection before, or needn't.</summary>
    public byte[]? Take(long number)
    {
        if (number <= Sent)
            return null;
        Sent = number;
        foreach (var (each, frame) in _unacknowledged)
        {
            if (each == number)
                return frame;
        }
        return null;
    }

    /// <summary>What went out and may be lost, oldest first.</summary>
    public IEnumerable<byte[]> ToResend(int limit) => _unacknowledged.TakeWhile(m => m.Number <= Sent).Take(limit).Select(m => m.Frame);

    /// <returns>False if a message is acknowledged that wasn't sent.</returns>
    public bool Acknowledge(long number)
    {
        if (number > Sent)
            return false;
        while (_unacknowledged.TryPeek(out var oldest) && oldest.Number <= number)
            _unacknowledged.Dequeue();
        Acknowledged = Math.Max(Acknowledged, number);
        return true;
    }
}
