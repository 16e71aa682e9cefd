using Herd.Actors.Gossip;

namespace Herd.Actors.Telemetry;

/// <summary>Written by the link's actor, read by any thread.</summary>
public sealed class LinkCounters
{
    private volatile EstablishedLink? _link;

    public long Received { get; internal set; }

    /// <summary>Updates, queued ones included.</summary>
    public long Sent { get; internal set; }

    /// <summary>How often sending of all that the other node lacked began.</summary>
    public long CatchUps { get; internal set; }

    /// <summary>Whether the other node is sent all new updates.</summary>
    public bool IsUp => _link is { State: LinkState.Live };

    public long PendingBytes => _link?.PendingBytes ?? 0;

    internal bool IsInUse { get; set; }

    internal EstablishedLink? Link
    {
        set => _link = value;
    }
}
