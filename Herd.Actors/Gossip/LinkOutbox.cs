namespace Herd.Actors.Gossip;

/// <summary>
/// What waits to be sent to a neighbour, up to a high-water mark. Nothing waits while the connection takes more.
/// </summary>
internal sealed class LinkOutbox(LinkConnection connection, long maxPendingBytes)
{
    private readonly Queue<Item> _pending = [];
    private bool _isBlocked;

    /// <param name="Frames">Whole frames.</param>
    /// <param name="IsControl">Never dropped.</param>
    private readonly record struct Item(ReadOnlyMemory<byte> Frames, bool IsControl);

    public long PendingBytes { get; private set; }

    public bool IsEmpty => _pending.Count == 0 && !_isBlocked;

    /// <summary>Sends updates, or a vector that claims that they were sent.</summary>
    /// <returns>Whether there was room; if not, nothing changed, and the link starts a catch-up (<see cref="EstablishedLink"/>, overflow).</returns>
    public bool TrySend(ReadOnlyMemory<byte> frames)
    {
        if (_isBlocked && PendingBytes + frames.Length > maxPendingBytes)
            return false;
        Send(new Item(frames, false));
        return true;
    }

    /// <summary>Sends what is needed to keep the link going.</summary>
    public void SendControl(ReadOnlyMemory<byte> frames) => Send(new Item(frames, true));

    /// <summary>Drops what waits, except what keeps the link going.</summary>
    public void DropUpdates()
    {
        for (var count = _pending.Count; count > 0; count--)
        {
            var item = _pending.Dequeue();
            if (item.IsControl)
                _pending.Enqueue(item);
            else
                PendingBytes -= item.Frames.Length;
        }
    }

    /// <summary>The connection takes more.</summary>
    public void Drained()
    {
        _isBlocked = false;
        if (_pending.Count == 0)
            return;
        while (_pending.TryDequeue(out var item))
        {
            connection.Write(item.Frames.Span);
            PendingBytes -= item.Frames.Length;
        }

        _isBlocked = !connection.Flush();
    }

    private void Send(Item item)
    {
        if (_isBlocked)
        {
            _pending.Enqueue(item);
            PendingBytes += item.Frames.Length;
            return;
        }

        _isBlocked = !connection.Send(item.Frames);
    }
}
