namespace Herd.Actors.Gossip;

/// <summary>
/// What waits to be sent to a neighbour, up to a high-water mark. While the connection takes what is written nothing
/// waits here.
/// </summary>
internal sealed class LinkOutbox(LinkConnection connection, long maxPendingBytes)
{
    private readonly Queue<Item> _pending = [];
    private bool _isBlocked;

    /// <param name="Frames">Whole frames.</param>
    /// <param name="IsControl">Whether it must arrive even when what stands before it is dropped.</param>
    private readonly record struct Item(ReadOnlyMemory<byte> Frames, bool IsControl);

    public long PendingBytes { get; private set; }

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => _pending.Count == 0 && !_isBlocked;

    /// <summary>Sends updates, or a vector that claims that they were sent.</summary>
    /// <returns>Whether there was room; if not, nothing changed.</returns>
    public bool TrySend(ReadOnlyMemory<byte> frames)
    {
        if (_isBlocked && PendingBytes + frames.Length > maxPendingBytes)
            return false;
        Send(new Item(frames, false));
        return true;
    }

    /// <summary>Sends what is needed to keep the link going.</summary>
    public void SendControl(ReadOnlyMemory<byte> frames) => Send(new Item(frames, true));

    /// <summary>Drops all that waits, but for what keeps the link going.</summary>
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
