using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Herd.Actors.Locations;

namespace Herd.Actors.Telemetry;

/// <summary>
/// What a node counts, and its spans. Counters are plain numbers that one actor writes and any thread may read, so that they
/// cost next to nothing; what many connections count is on rare paths only.
/// </summary>
/// <param name="node">The node's name.</param>
public sealed class NodeTelemetry(string node)
{
    /// <summary>Of the <see cref="Meter"/> and the <see cref="Source"/>.</summary>
    public const string Name = "AkkaHerd";

    /// <summary>Links that have counters at one time; only nodes that proved themselves have links.</summary>
    public const int MaxLinks = 256;

    private static readonly ActivitySource Source = new(Name);

    private readonly KeyValuePair<string, object?>[] _spanTags = [new("herd.node.name", node)];
    private readonly long[] _refusals = new long[Enum.GetValues<RefusalReason>().Length];
    private readonly ConcurrentDictionary<string, LinkCounters> _links = [];
    private long _wrongClientKeys;
    private long _wrongHttpKeys;
    private long _refusedForRoom;

    /// <summary>Reports that were stored.</summary>
    public long Stored { get; private set; }

    /// <summary>Reports that were no newer than what was known.</summary>
    public long Stale { get; private set; }

    /// <summary>Clients that are connected.</summary>
    public int Connections { get; internal set; }

    /// <summary>Commits of the durable copy.</summary>
    public long Saves { get; private set; }

    /// <summary>Writes to the durable copy that failed.</summary>
    public long FailedSaves { get; internal set; }

    /// <summary>Updates that the durable copy doesn't claim to have, as of a second ago.</summary>
    public long Unsaved { get; internal set; }

    /// <summary>Members of the herd that answer, this node among them; 0: it is no member.</summary>
    public int ReachableMembers { get; internal set; }

    /// <summary>Members of the herd that don't answer.</summary>
    public int UnreachableMembers { get; internal set; }

    /// <summary>What the durable copy claims to have; null: there is none.</summary>
    public VersionVector? Saved { get; internal set; }

    /// <summary>Each link that there is or was, by the other node's name.</summary>
    public IEnumerable<KeyValuePair<string, LinkCounters>> Links => _links;

    /// <summary>Clients' wrong keys on the client port.</summary>
    public long WrongClientKeys => Volatile.Read(ref _wrongClientKeys);

    /// <summary>Wrong keys and proofs over HTTP.</summary>
    public long WrongHttpKeys => Volatile.Read(ref _wrongHttpKeys);

    /// <summary>Seconds that commits took; null while nobody measures.</summary>
    internal Histogram<double>? SaveDuration { get; set; }

    /// <summary>Seconds from an origin's receipt of an update to here; null while nobody measures.</summary>
    internal Histogram<double>? Propagation { get; set; }

    /// <summary>How often something was refused for that reason.</summary>
    public long RefusalsFor(RefusalReason reason) =>
        reason == RefusalReason.Full ? Volatile.Read(ref _refusedForRoom) : Volatile.Read(ref _refusals[(int)reason]);

    /// <summary>Any thread may count.</summary>
    public void Refused(RefusalReason reason) => Interlocked.Increment(ref _refusals[(int)reason]);

    /// <summary>A client showed a wrong key on the client port.</summary>
    public void WrongClientKey() => Interlocked.Increment(ref _wrongClientKeys);

    /// <summary>A request showed a wrong key or proof.</summary>
    public void WrongHttpKey() => Interlocked.Increment(ref _wrongHttpKeys);

    /// <summary>For the registry: what became of reports.</summary>
    internal void Reported(int stored, int stale, int refused)
    {
        Stored += stored;
        Stale += stale;
        _refusedForRoom += refused;
    }

    /// <summary>For the storage: a commit is done.</summary>
    internal void CountSave(TimeSpan took)
    {
        Saves++;
        SaveDuration?.Record(took.TotalSeconds);
    }

    /// <summary>The counters of the link with a node; those of links that have ended make room for others.</summary>
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

    /// <summary>Starts the first span of a trace.</summary>
    /// <returns>Null: nobody traces, or not this one.</returns>
    public Activity? Start(string name, ActivityKind kind) => Source.HasListeners() ? Start(name, kind, default) : null;

    /// <summary>Starts a span of a trace that came from elsewhere.</summary>
    /// <param name="name">The span's.</param>
    /// <param name="kind">Whose side it is.</param>
    /// <param name="cause">What it follows; null: no trace.</param>
    internal Activity? StartAfter(string name, ActivityKind kind, Traced? cause) =>
        cause is not null && Source.HasListeners() ? Start(name, kind, cause.Context) : null;

    private Activity? Start(string name, ActivityKind kind, ActivityContext parent)
    {
        // A thread's own activity, such as a request's, is no part of the herd's traces: whoever sent it would decide what is traced.
        var current = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity(name, kind, parent, _spanTags);
        Activity.Current = current;
        return span;
    }
}

/// <summary>Why something that a client asked wasn't done.</summary>
public enum RefusalReason
{
    /// <summary>It is no command, or one with a bad field, such as a time too far ahead; or no report, over HTTP.</summary>
    Invalid,

    /// <summary>The line is over <c>herd.client.max-line-length</c>.</summary>
    TooLong,

    /// <summary>The client's key may not do it.</summary>
    Forbidden,

    /// <summary>It was HTTP on the client port.</summary>
    HttpOnClientPort,

    /// <summary>A WHATSAT's client isn't known.</summary>
    UnknownClient,

    /// <summary>The node has no room for another client's location.</summary>
    Full,

    /// <summary>One connection too many.</summary>
    TooManyConnections,
}
