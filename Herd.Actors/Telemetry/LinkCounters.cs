using Herd.Actors.Gossip;

namespace Herd.Actors.Telemetry;

/// <summary>What the link with one node counts. Its actor writes, any thread reads.</summary>
public sealed class LinkCounters
{
    private volatile EstablishedLink? _link;

    /// <summary>Updates that came from the other node.</summary>
    public long Received { get; internal set; }

    /// <summary>Updates that were sent to the other node, or wait to be.</summary>
    public long Sent { get; internal set; }

    /// <summary>How often the other node was begun to be sent what it lacks.</summary>
    public long CatchUps { get; internal set; }

    /// <summary>Whether the other node is sent all that is new.</summary>
    public bool IsUp => _link is { State: LinkState.Live };

    /// <summary>Bytes that wait for the other node.</summary>
    public long PendingBytes => _link?.PendingBytes ?? 0;

    /// <summary>Whether the link's actor runs.</summary>
    internal bool IsInUse { get; set; }

    /// <summary>The connection in use; null: none.</summary>
    internal EstablishedLink? Link
    {
        set => _link = value;
    }
}
