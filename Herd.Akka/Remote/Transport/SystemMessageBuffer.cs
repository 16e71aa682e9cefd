using Akka.Serialization.Wire;

namespace Akka.Remote.Transport;

/// <summary>The system messages to one incarnation that it hasn't acknowledged. They are numbered from 1.</summary>
internal sealed class SystemMessageBuffer
{
    private readonly Dictionary<long, byte[]> _unacknowledged = [];
    private long _last;
    private long _acknowledged;

    public int Count => _unacknowledged.Count;

    /// <summary>The highest number that went out on any connection.</summary>
    public long Sent { get; private set; }

    /// <param name="content">An <see cref="Envelope"/>.</param>
    /// <returns>Its number.</returns>
    public long Add(byte[] content)
    {
        _unacknowledged.Add(++_last, content);
        return _last;
    }

    /// <summary>What a number stands for, if it was never sent.</summary>
    public byte[]? Unsent(long number) => number > Sent ? _unacknowledged.GetValueOrDefault(number) : null;

    /// <summary>The frame to send when the turn of a number comes; null if it went out before.</summary>
    public byte[]? Take(long number)
    {
        if (Unsent(number) is not { } content)
            return null;
        Sent = number;
        return FrameOf(number, content);
    }

    /// <summary>The frames that went out and may be lost, oldest first.</summary>
    public IEnumerable<byte[]> ToResend(int limit)
    {
        for (var number = _acknowledged + 1; number <= Sent && limit > 0; number++, limit--)
            yield return FrameOf(number, _unacknowledged[number]);
    }

    /// <returns>False if a message is acknowledged that wasn't sent.</returns>
    public bool Acknowledge(long number)
    {
        if (number > Sent)
            return false;
        while (_acknowledged < number)
            _unacknowledged.Remove(++_acknowledged);
        return true;
    }

    private static byte[] FrameOf(long number, byte[] content) =>
        Frame.Of(FrameKind.SystemMessage, new WireWriter(content.Length + 16).Unsigned((ulong)number).Raw(content).Written);
}
