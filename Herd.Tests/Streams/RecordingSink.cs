using System.Text;
using Herd.Actors.Protocol;
using Herd.Actors.Streams;

namespace Herd.Tests.Streams;

/// <summary>A stream reader that moves between nodes, and records state and mistakes.</summary>
internal sealed class RecordingSink : IStreamSink
{
    private static readonly CursorSeal Seal = new("goloman", "");

    private readonly HashSet<string> _sinceCursor = [];
    private readonly HashSet<string> _covered = [];
    private Dictionary<string, byte[]> _knownAtCursor = [];
    private StreamCursor? _next;

    public Dictionary<string, byte[]> Known { get; } = [];

    /// <summary>Each event as text, e.g. <c>move jane@5</c>.</summary>
    public List<string> Events { get; } = [];

    public StreamCursor? Last { get; private set; }

    public int Resets { get; private set; }

    /// <summary>Events that came twice or went back.</summary>
    public List<string> Mistakes { get; } = [];

    /// <summary>Called before each flush; an exception cuts the reader off.</summary>
    public Action? Flushing { get; set; }

    /// <summary>Whether the reader is slow, so that each event is flushed.</summary>
    public bool IsFull { get; set; }

    /// <summary>Drops everything since the last cursor.</summary>
    public void CutOff()
    {
        _next = null;
        _sinceCursor.Clear();
        Known.Clear();
        foreach (var (id, frame) in _knownAtCursor)
            Known[id] = frame;
    }

    public void Move(UpdateFrame update, Change? change)
    {
        Check("move", update);
        Known[Encoding.UTF8.GetString(update.Client)] = update.Bytes.ToArray();
        Cover();
    }

    public void Leave(UpdateFrame update, Change? change)
    {
        Check("leave", update);
        Known.Remove(Encoding.UTF8.GetString(update.Client));
        Cover();
    }

    public void Gone(ReadOnlySpan<byte> client)
    {
        var id = Encoding.UTF8.GetString(client);
        Events.Add($"gone {id}");
        Known.Remove(id);
        Cover();
    }

    public void Ready(StreamCursor? cursor)
    {
        Events.Add("ready");
        _next = cursor;
        Cover();
    }

    public void Reset()
    {
        Events.Add("reset");
        Resets++;
        Last = _next = null;
        Known.Clear();
        _knownAtCursor = [];
        _covered.Clear();
        _sinceCursor.Clear();
    }

    public void Cursor(StreamCursor cursor, bool isNext)
    {
        _next = cursor;
        if (!isNext)
            Cover();
    }

    public Task FlushAsync(CancellationToken cancel)
    {
        Flushing?.Invoke();
        return Task.CompletedTask;
    }

    private void Check(string what, UpdateFrame update)
    {
        var id = Encoding.UTF8.GetString(update.Client);
        Events.Add($"{what} {id}@{update.Time.Seconds}");
        var stamp = $"{Encoding.UTF8.GetString(update.Origin)}/{update.Epoch}:{update.Sequence}";
        if (_covered.Contains(stamp))
            Mistakes.Add($"{Events[^1]} ({stamp}) came twice");
        if (Known.TryGetValue(id, out var known) && new UpdateFrame(known).IsNewerThan(update))
            Mistakes.Add($"{Events[^1]} ({stamp}) is older than what came before");
        _sinceCursor.Add(stamp);
        Events[^1] += " " + stamp;
    }

    private void Cover()
    {
        if (_next is null)
            return;
        Last = StreamCursor.Parse(_next.Text(Seal), Seal);
        _next = null;
        _knownAtCursor = new(Known);
        Events.Add($"cursor {Last?.Vector} + {string.Join(", ", Last?.Beyond ?? [])}");
        _covered.UnionWith(_sinceCursor);
        _sinceCursor.Clear();
    }
}
