using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

/// <summary>
/// The last changes of a node's locations, for all readers of its streams together: each reader is a position in it. The registry
/// writes, also for a thousand readers only once, and with none nothing. Readers read on any thread. Who falls behind what is kept
/// catches up from the registry.
/// </summary>
public sealed class StreamFeed
{
    /// <summary>Changes kept, at most: a power of two.</summary>
    private const int DefaultCapacity = 1 << 17;

    /// <summary>Bytes kept, at most: of frames, and of what was rendered of them.</summary>
    private const long DefaultMaxBytes = 64 << 20;

    /// <summary>Clients that went, kept for those who catch up.</summary>
    private const int MaxDepartures = 16 * 1024;

    /// <summary>Changes that keep a cursor, which has all of a version vector: those of the last minute, in which cursors are noted most often.</summary>
    private const int MaxCursors = 256;

    private static readonly TimeSpan CursorInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>A cursor is renewed though nothing happens: one that is too old isn't taken.</summary>
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

    /// <param name="capacity">Changes kept, at most: a power of two.</param>
    /// <param name="maxBytes">Bytes kept, at most: of frames, and of what was rendered of them.</param>
    public StreamFeed(int capacity = DefaultCapacity, long maxBytes = DefaultMaxBytes)
    {
        (_capacity, _maxBytes) = (capacity, maxBytes);
        _kept = new KeptBytes(maxBytes);
    }

    /// <summary>Whether changes are kept: somebody reads. On the registry's thread.</summary>
    internal bool IsActive { get; private set; }

    /// <summary>Readers there are.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>The newest change's position.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>The newest end of the feed that was noted with its cursor.</summary>
    public StreamEnd? Noted => Volatile.Read(ref _noted);

    /// <summary>Bytes kept: of frames, and of what was rendered of them.</summary>
    public long Bytes => _kept.Count;

    /// <returns>The change at a position; null: it isn't kept any more.</returns>
    public Change? this[long position]
    {
        get
        {
            var changes = Volatile.Read(ref _changes);
            var change = changes.Length == 0 ? null : Volatile.Read(ref changes[position & (_capacity - 1)]);
            return change?.Position == position ? change : null;
        }
    }

    /// <summary>Somebody begins to read.</summary>
    /// <param name="max">How many may.</param>
    /// <returns>Whether there was a place.</returns>
    public bool TryEnter(int max)
    {
        if (Interlocked.Increment(ref _readers) <= max)
            return true;
        Interlocked.Decrement(ref _readers);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _readers);

    /// <summary>Completes when a <see cref="Signal"/> has shown something that wasn't there at a position.</summary>
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

    /// <summary>Somebody reads from here on.</summary>
    internal void Activate()
    {
        if (IsActive)
            return;
        Volatile.Write(ref _changes, new Change?[_capacity]);
        IsActive = true;
        // Departures before weren't kept.
        _lostDepartures = _written;
    }

    /// <summary>Keeps nothing, if nobody reads.</summary>
    internal void RestIfUnread()
    {
        if (IsActive && Readers == 0)
            Drop();
    }

    /// <summary>Forgets all that is kept: something may be missing. Readers catch up.</summary>
    internal void Drop()
    {
        IsActive = false;
        Volatile.Write(ref _changes, []);
        _last.Clear();
        _last.TrimExcess();
        _departures.Clear();
        _departures.TrimExcess();
        _withCursor.Clear();
        // Readers that are still at what was kept count elsewhere.
        (_newest, _kept, _start) = (null, new KeptBytes(_maxBytes), _written);
        // Nobody is at a position that was never told.
        _written++;
        Volatile.Write(ref _end, _written);
    }

    /// <summary>Makes what <see cref="Add"/> needs. Behind it, that doesn't fail.</summary>
    /// <param name="before">What is stored for the client; empty: nothing.</param>
    /// <param name="update">What comes in its place; empty: nothing.</param>
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

    /// <param name="entry">The client's in the table.</param>
    /// <param name="change">From <see cref="Prepare"/>.</param>
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
        // An eighth is left for what readers render until the next one comes.
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

    /// <summary>An entry of the table is of nobody from here on.</summary>
    internal void Release(int entry) => _last.Remove(entry);

    /// <summary>Lets readers see what was added.</summary>
    /// <param name="now">By a clock that never goes back.</param>
    /// <param name="cursor">Makes the cursor of this moment; null: there is none.</param>
    internal void Publish(TimeSpan now, Func<StreamCursor?> cursor)
    {
        if (!IsActive || _written == _end)
            return;
        if (now - _lastNote >= CursorInterval)
            NoteEnd(now, cursor());
        Volatile.Write(ref _end, _written);
    }

    /// <summary>Notes the cursor of the end, if there is something behind the last one, or that is old.</summary>
    internal void Note(TimeSpan now, Func<StreamCursor?> cursor)
    {
        if (IsActive && (Noted?.Position != _end || now - _lastNote >= RenewInterval))
            NoteEnd(now, cursor());
    }

    /// <summary>The clients that went behind a position.</summary>
    /// <returns>Null: not all of them are kept any more.</returns>
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

/// <summary>An end that a feed had.</summary>
/// <param name="Position">Of the newest change.</param>
/// <param name="Cursor">What a reader knows that has read up to there.</param>
public sealed record StreamEnd(long Position, StreamCursor Cursor);

/// <summary>What readers were woken for.</summary>
internal sealed record StreamShown(long End, StreamEnd? Noted);
