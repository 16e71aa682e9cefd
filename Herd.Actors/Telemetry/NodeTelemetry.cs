using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Herd.Actors.Locations;

namespace Herd.Actors.Telemetry;

/// <summary>A node's counters and spans. Most counters are plain numbers, which one actor writes and any thread reads cheaply.</summary>
public sealed class NodeTelemetry(string node)
{
    public const string Name = "AkkaHerd";

    /// <summary>Links that have counters at one time.</summary>
    public const int MaxLinks = 256;

    private static readonly ActivitySource Source = new(Name);

    private readonly KeyValuePair<string, object?>[] _spanTags = [new("herd.node.name", node)];
    private readonly long[] _refusals = new long[Enum.GetValues<RefusalReason>().Length];
    private readonly ConcurrentDictionary<string, LinkCounters> _links = [];
    private long _wrongClientKeys;
    private long _wrongHttpKeys;
    private long _refusedForRoom;

    public long Stored { get; private set; }

    /// <summary>Reports that were no newer than the known location.</summary>
    public long Stale { get; private set; }

    public int Connections { get; internal set; }

    public long Saves { get; private set; }

    public long FailedSaves { get; internal set; }

    /// <summary>Updates that the durable copy may lack, as of a second ago.</summary>
    public long Unsaved { get; internal set; }

    /// <summary>This node included; 0: it is no member.</summary>
    public int ReachableMembers { get; internal set; }

    public int UnreachableMembers { get; internal set; }

    /// <summary>What the durable copy has; null: there is no copy.</summary>
    public VersionVector? Saved { get; internal set; }

    /// <summary>By the other node's name, with links that have ended.</summary>
    public IEnumerable<KeyValuePair<string, LinkCounters>> Links => _links;

    public long WrongClientKeys => Volatile.Read(ref _wrongClientKeys);

    public long WrongHttpKeys => Volatile.Read(ref _wrongHttpKeys);

    /// <summary>Seconds per commit; null: nobody measures.</summary>
    internal Histogram<double>? SaveDuration { get; set; }

    /// <summary>Seconds from an update's receipt at its origin to here; null: nobody measures.</summary>
    internal Histogram<double>? Propagation { get; set; }

    public long RefusalsFor(RefusalReason reason) =>
        reason == RefusalReason.Full ? Volatile.Read(ref _refusedForRoom) : Volatile.Read(ref _refusals[(int)reason]);

    /// <summary>Thread-safe.</summary>
    public void Refused(RefusalReason reason) => Interlocked.Increment(ref _refusals[(int)reason]);

    public void WrongClientKey() => Interlocked.Increment(ref _wrongClientKeys);

    public void WrongHttpKey() => Interlocked.Increment(ref _wrongHttpKeys);

    /// <summary>For the registry's thread only.</summary>
    internal void Reported(int stored, int stale, int refused)
    {
        Stored += stored;
        Stale += stale;
        _refusedForRoom += refused;
    }

    /// <summary>For the storage's thread only.</summary>
    internal void CountSave(TimeSpan took)
    {
        Saves++;
        SaveDuration?.Record(took.TotalSeconds);
    }

    /// <summary>Drops the counters of ended links if there are too many.</summary>
    internal LinkCounters LinkWith(string peer)
    {
        if (_links.Count >= MaxLinks && !_links.ContainsKey(peer))
        {
            foreach (var (name, link) in _links)
            {
                if (!link.IsInUse)
                    _links.TryRemove(name, out _);
            }
        }

        return _links.GetOrAdd(peer, static _ => new LinkCounters());
    }

    /// <returns>A trace's first span; null: nobody traces, or not this one.</returns>
    public Activity? Start(string name, ActivityKind kind) => Source.HasListeners() ? Start(name, kind, default) : null;

    /// <param name="cause">The span before it; null: no trace, so no span.</param>
    internal Activity? StartAfter(string name, ActivityKind kind, Traced? cause) =>
        cause is not null && Source.HasListeners() ? Start(name, kind, cause.Context) : null;

    private Activity? Start(string name, ActivityKind kind, ActivityContext parent)
    {
        // Ignores the thread's own activity, such as a request's: otherwise its sender would decide what is traced.
        var current = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity(name, kind, parent, _spanTags);
        Activity.Current = current;
        return span;
    }
}

public enum RefusalReason
{
    /// <summary>No command, or a bad field, such as a time too far ahead; over HTTP, no report.</summary>
    Invalid,

    /// <summary>The line is over <c>herd.client.max-line-length</c>.</summary>
    TooLong,

    Forbidden,

    HttpOnClientPort,

    /// <summary>WHATSAT with an unknown client.</summary>
    UnknownClient,

    Full,

    TooManyConnections,
}
