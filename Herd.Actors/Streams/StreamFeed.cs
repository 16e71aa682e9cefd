using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <summary>
/// The last changes of a node's locations, for all readers of its streams: each reader is a position in it. The registry writes each
/// change once, and none without readers. Readers read on any thread. Those that fall too far behind catch up from the registry.
/// </summary>
public sealed class StreamFeed
{
    /// <summary>A power of two.</summary>
    private const int DefaultCapacity = 1 << 17;

    /// <summary>Of frames, and of what was rendered of them.</summary>
    private const long DefaultMaxBytes = 64 << 20;

    private const int MaxDepartures = 16 * 1024;

    /// <summary>Changes that keep a cursor, which holds a whole version vector: at most those of the last minute.</summary>
    private const int MaxCursors = 256;

    private static readonly TimeSpan CursorInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>A cursor is renewed even if nothing happens, since old ones aren't accepted.</summary>
    private static readonly TimeSpan RenewInterval = TimeSpan.FromMinutes(5);

    private readonly int _capacity;
    private readonly long _maxBytes;
    private readonly Dictionary<int, long> _last = [];
    private readonly Queue<Change> _departures = [];
    private readonly Queue<Change> _withCursor = [];
    private Change?[] _changes = [];
    private TaskCompletionSource _signal = NewSignal();
    private KeptBytes _kept;
    private Change? _newest;
    private StreamEnd? _noted;
    private int _readers;
    private long _written;
    private long _end;
    private long _start;
    private StreamShown _shown = new(0, null);
    private long _lostDepartures;
    private TimeSpan _lastNote;

    public StreamFeed(int capacity = DefaultCapacity, long maxBytes = DefaultMaxBytes)
    {
        (_capacity, _maxBytes) = (capacity, maxBytes);
        _kept = new KeptBytes(maxBytes);
    }

    /// <summary>Whether changes are kept, since somebody reads. For the registry's thread.</summary>
    internal bool IsActive { get; private set; }

    public int Readers => Volatile.Read(ref _readers);

    public long End => Volatile.Read(ref _end);

    public StreamEnd? Noted => Volatile.Read(ref _noted);

    public long Bytes => _kept.Count;

    /// <returns>Null: the change isn't kept any more.</returns>
    public Change? this[long position]
    {
        get
        {
            var changes = Volatile.Read(ref _changes);
            var change = changes.Length == 0 ? null : Volatile.Read(ref changes[position & (_capacity - 1)]);
            return change?.Position == position ? change : null;
        }
    }

    public bool TryEnter(int max)
    {
        if (Interlocked.Increment(ref _readers) <= max)
            return true;
        Interlocked.Decrement(ref _readers);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _readers);

    /// <summary>Completes when a <see cref="Signal"/> has shown something new to a reader at a position.</summary>
    public Task WaitAsync(long position, StreamEnd? noted)
    {
        var signal = Volatile.Read(ref _signal);
        var shown = Volatile.Read(ref _shown);
        return shown.End > position || (shown.Noted?.Position == position && !ReferenceEquals(shown.Noted, noted)) ? Task.CompletedTask : signal.Task;
    }

    /// <summary>Wakes readers if there is something new. To be called now and then, not for each change.</summary>
    public void Signal()
    {
        var (end, noted) = (End, Noted);
        var shown = Volatile.Read(ref _shown);
        if (shown.End == end && ReferenceEquals(shown.Noted, noted))
            return;
        Volatile.Write(ref _shown, new StreamShown(end, noted));
        Interlocked.Exchange(ref _signal, NewSignal()).TrySetResult();
    }

    // What follows is for the registry's thread.

    internal void Activate()
    {
        if (IsActive)
            return;
        Volatile.Write(ref _changes, new Change?[_capacity]);
        IsActive = true;
        // Earlier departures weren't kept.
        _lostDepartures = _written;
    }

    internal void RestIfUnread()
    {
        if (IsActive && Readers == 0)
            Drop();
    }

    /// <summary>Forgets all that is kept, since something may be missing. Readers catch up.</summary>
    internal void Drop()
    {
        IsActive = false;
        Volatile.Write(ref _changes, []);
        _last.Clear();
        _last.TrimExcess();
        _departures.Clear();
        _departures.TrimExcess();
        _withCursor.Clear();
        // Readers of dropped changes still count in the old one.
        (_newest, _kept, _start) = (null, new KeptBytes(_maxBytes), _written);
        // Nobody is at a position that was never told.
        _written++;
        Volatile.Write(ref _end, _written);
    }

    /// <summary>Allocates for <see cref="Add"/>, so that it can't fail. Frames are empty where nothing is stored.</summary>
    /// <returns>Null: there is nothing to tell.</returns>
    internal Change? Prepare(UpdateFrame before, UpdateFrame update)
    {
        var wasLocated = !before.Bytes.IsEmpty && !before.IsTombstone;
        var isLocated = !update.Bytes.IsEmpty && !update.IsTombstone;
        if (!wasLocated && !isLocated)
            return null;
        Memory.MayTake();
        _last.EnsureCapacity(_last.Count + 1);
        _departures.EnsureCapacity(_departures.Count + 1);
        return new Change(
            isLocated ? update.Bytes.ToArray() : before.Client.ToArray(),
            wasLocated ? GeoPoint.Parse(before.LocationAndTime) : null,
            isLocated ? GeoPoint.Parse(update.LocationAndTime) : null,
            _kept);
    }

    internal void Add(int entry, Change change)
    {
        var position = change.Position = ++_written;
        change.Entry = entry;
        if (_last.TryGetValue(entry, out var previous) && this[previous] is { } earlier)
        {
            change.Previous = previous;
            earlier.Next = position;
        }

        _last[entry] = position;
        _kept.AddFrame(change.Length);
        // An eighth is left for what readers render until the next change comes.
        while (position - _start > _capacity || (_kept.Count > _maxBytes / 8 * 7 && _start < position - 1))
            Evict();
        Volatile.Write(ref _changes[position & (_capacity - 1)], change);
        _newest = change;
        if (!change.IsGone)
            return;
        if (_departures.Count == MaxDepartures)
            _lostDepartures = _departures.Dequeue().Position;
        _departures.Enqueue(change);
    }

    /// <summary>An entry of the table is free now.</summary>
    internal void Release(int entry) => _last.Remove(entry);

    internal void Publish(TimeSpan now, Func<StreamCursor?> cursor)
    {
        if (!IsActive || _written == _end)
            return;
        if (now - _lastNote >= CursorInterval)
            NoteEnd(now, cursor());
        Volatile.Write(ref _end, _written);
    }

    /// <summary>Notes the cursor of the end, if that is new or the last note is old.</summary>
    internal void Note(TimeSpan now, Func<StreamCursor?> cursor)
    {
        if (IsActive && (Noted?.Position != _end || now - _lastNote >= RenewInterval))
            NoteEnd(now, cursor());
    }

    /// <returns>Null: not all departures behind the position are kept any more.</returns>
    internal IReadOnlyList<Change>? DeparturesBehind(long position)
    {
        if (position < _lostDepartures)
            return null;
        return _departures.Count == 0 || _newest!.Position <= position ? [] : [.. _departures.Where(change => change.Position > position)];
    }

    private void NoteEnd(TimeSpan now, StreamCursor? cursor)
    {
        _lastNote = now;
        if (cursor is null)
            return;
        if (_newest is not null)
        {
            if (_newest.Cursor is null)
                _withCursor.Enqueue(_newest);
            _newest.Cursor = cursor;
            if (_withCursor.Count > MaxCursors)
                _withCursor.Dequeue().Cursor = null;
        }

        Volatile.Write(ref _noted, new StreamEnd(_written, cursor));
    }

    private void Evict()
    {
        ref var oldest = ref _changes[++_start & (_capacity - 1)];
        if (oldest?.Position != _start)
            return;
        _kept.AddFrame(-oldest.Length);
        oldest.Evict();
        if (_last.TryGetValue(oldest.Entry, out var last) && last == _start)
            _last.Remove(oldest.Entry);
        Volatile.Write(ref oldest, null);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>An end that a feed had, and what a reader knows that has read up to there.</summary>
public sealed record StreamEnd(long Position, StreamCursor Cursor);

internal sealed record StreamShown(long End, StreamEnd? Noted);
