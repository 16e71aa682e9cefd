namespace Herd.Actors.Gossip;

/// <summary>Queues frames while the connection takes no more, up to a limit in bytes.</summary>
internal sealed class LinkOutbox(LinkConnection connection, long maxPendingBytes)
{
    private readonly Queue<Item> _pending = [];
    private bool _isBlocked;

    private readonly record struct Item(ReadOnlyMemory<byte> Frames, bool IsControl);

    public long PendingBytes { get; private set; }

    public bool IsEmpty => _pending.Count == 0 && !_isBlocked;

    /// <summary>Sends or queues updates, or a vector that covers them.</summary>
    /// <returns>False: the queue overflowed. Its updates are dropped, and the neighbour is told to begin a new catch-up.</returns>
    public bool TrySend(ReadOnlyMemory<byte> frames)
    {
        if (_isBlocked && PendingBytes + frames.Length > maxPendingBytes)
        {
            DropUpdates();
            Send(new Item(LinkFrame.Overflow, true));
            return false;
        }

        Send(new Item(frames, false));
        return true;
    }

    /// <summary>Sends or queues frames that are never dropped. They may take as much again as updates.</summary>
    /// <returns>False: even that is full, so the peer makes this node say much and reads nothing.</returns>
    public bool TrySendControl(ReadOnlyMemory<byte> frames)
    {
        if (_isBlocked && PendingBytes + frames.Length > 2 * maxPendingBytes)
            return false;
        Send(new Item(frames, true));
        return true;
    }

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

    private void DropUpdates()
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
