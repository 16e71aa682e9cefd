namespace Herd.Node.Logging;

/// <summary>
/// Two segments: one is appended to while the other is written to the disk. Appending takes no lock and doesn't wait.
/// </summary>
/// <param name="capacity">Of each segment, in bytes.</param>
internal sealed class MessageBuffer(int capacity)
{
    private MessageSegment _active = new(capacity);
    private MessageSegment _resting = new(capacity);

    /// <returns>False when there is no room.</returns>
    public bool TryAppend(MessageKind kind, long connection, DateTime moment, ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var segment = Volatile.Read(ref _active);
            segment.Enter();
            try
            {
                // Entered while it is the active one, it can't be taken before it is left again.
                if (segment == Volatile.Read(ref _active))
                    return segment.TryAppend(kind, connection, moment, text);
            }
            finally
            {
                segment.Leave();
            }
        }
    }

    /// <summary>What was appended since the last call; to be read before the next one. For one thread only.</summary>
    public MessageSegment Take()
    {
        _resting.Clear();
        _resting = Interlocked.Exchange(ref _active, _resting);
        _resting.AwaitAppenders();
        return _resting;
    }
}
