using System.Diagnostics;
using Akka;
using Akka.Actor;
using Akka.Event;
using Herd.Actors.Locations;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Storage;

/// <summary>
/// Keeps the durable copy up to date. Like a neighbour that is always behind, it takes changes from the registry, each client's newest
/// only, a part at a time, so that a slow disk costs no memory. It blocks on the disk, so it needs a thread of its own.
/// <code>
///                       SavePart, not the last: add, perhaps commit
///                      ┌───┐
///                      ▼   │    the last: commit with its vector
///   SaveNext ───────► asked ───────────────────────────────────► paused, or SaveNext at once if acks wait
///      ▲                │ the disk fails                            │
///      │                ▼                                           │
///      └─ new cursor ─ failing: recover, again and again       ◄────┘ the interval is over: SaveNext
/// </code>
/// A fold drops outdated parts: when half of the parts' bytes or more are outdated, a second cursor reads everything anew, and at its
/// end the older parts go. Forgotten locations are cleared from the file and its log by a fold within a minute.
/// </summary>
public sealed class DurableStore : ReceiveActor, IWithTimers
{
    /// <summary>With the time that a commit takes, no more than 50 ms behind.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);

    /// <summary>What a loss of power may cost if acks don't wait for the disk. The shorter, the less each sync waits for.</summary>
    private static readonly TimeSpan SyncInterval = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>A deleted copy is noticed within this time, even if nothing is written.</summary>
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    /// <summary>Short beside any time that tombstones are kept for.</summary>
    private static readonly TimeSpan NoteUseInterval = TimeSpan.FromMinutes(1);

    /// <summary>Shorter than the timeout of a shutdown phase in the node's configuration.</summary>
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(3.5);

    /// <summary>What a crash may undo, and a rollback must.</summary>
    private const long MaxUncommittedBytes = 8 * 1024 * 1024;

    /// <summary>Traces must be gone within a minute. The rest of it is for the fold, and for one that is under way before it.</summary>
    private static readonly TimeSpan EraseAfter = TimeSpan.FromSeconds(20);

    private const long MinOutdatedBytes = 16 * 1024 * 1024;

    private readonly IDurableCopy _copy;
    private readonly StorageAck _ack;
    private readonly IActorRef _registry;
    private readonly StoreHealth _health;
    private readonly TimeSpan _eraseAfter;
    private readonly NodeTelemetry _telemetry;
    private readonly List<IActorRef> _flushing = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SavePace _pace = new();
    private SaveCursor? _cursor;
    private SaveCursor? _fold;

    /// <summary>Began after all pending flushes, so its end completes them.</summary>
    private SaveCursor? _flushCursor;

    /// <summary>The cursor has read something, and isn't at its end: a new one would read that again.</summary>
    private bool _isMidway;

    private bool _isAsked;
    private long _foldStart;
    private long _maxFreeBytes;

    /// <summary>Erased locations without traces in the file, as the registry counts them: now, and after the fold under way.</summary>
    private long _erased;
    private long _erasing;

    /// <summary>The fold is over that erases, and what is left is being cleared.</summary>
    private bool _isErasing;
    private (long Erased, long LiveBytes) _toErase;
    private Exception? _error;
    private DateTimeOffset? _failingSince;

    /// <param name="copy">Owned: closed when the store stops for good.</param>
    /// <param name="eraseAfter">How long after the first erased location traces are cleared.</param>
    public DurableStore(IDurableCopy copy, StorageAck ack, IActorRef registry, StoreHealth health, TimeSpan eraseAfter, NodeTelemetry telemetry)
    {
        (_copy, _ack, _registry, _health, _eraseAfter, _telemetry) = (copy, ack, registry, health, eraseAfter, telemetry);
        Receive<SavePart>(OnPart, part => part.Cursor == _cursor);
        Receive<SavePart>(OnFoldPart, part => part.Cursor == _fold);
        Receive<SavePart>(_ => { });
        Receive<SaveAnew>(_ => OnSaveAnew());
        Receive<Flush>(_ => OnFlush());
        Receive<Signal>(OnSignal);
    }

    private enum Signal
    {
        AskNext,
        StartAnew,
        Sync,
        TidyUp,
        Erase,
        Retry,
        CheckPlace,
        NoteUse,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        IDurableCopy copy, StorageAck ack, IActorRef registry, StoreHealth? health = null, TimeSpan? eraseAfter = null, NodeTelemetry? telemetry = null)
    {
        var known = health ?? new StoreHealth(TimeProvider.System);
        var after = eraseAfter ?? EraseAfter;
        var counted = telemetry ?? new NodeTelemetry("");
        return Akka.Actor.Props.Create(() => new DurableStore(copy, ack, registry, known, after, counted)).WithDispatcher(StorageDispatcher.Id);
    }

    /// <summary>Saves everything at shutdown, once no client is served any more.</summary>
    public static void FlushAtShutdown(ActorSystem system, IActorRef store) => CoordinatedShutdown.Get(system).AddTask(
        CoordinatedShutdown.PhaseServiceStop,
        "save-locations",
        async () =>
        {
            try
            {
                await store.Ask<Flushed>(Flush.Instance, FlushPatience).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                // What isn't saved is counted when all has stopped.
            }

            return Done.Instance;
        });

    protected override void PreStart() => Begin(Start);

    // A commit may be on the disk though it failed, so what is there is read anew.
    protected override void PostRestart(Exception reason) => Begin(() => Recover(reason));

    // The base method would call PostStop, which closes the copy.
    protected override void PreRestart(Exception reason, object message) => StopReading();

    protected override void PostStop()
    {
        StopReading();
        if (_failingSince is { } since)
            _log.Warning("{0} lacks what came since {1:u}: it could not be written", _copy.Path, since);
        _copy.Dispose();
    }

    private void Begin(Action start)
    {
        _telemetry.Saved = _copy.Vector;
        Timers.StartPeriodicTimer(Signal.CheckPlace, Signal.CheckPlace, CheckInterval);
        Timers.StartPeriodicTimer(Signal.NoteUse, Signal.NoteUse, TimeSpan.Zero, NoteUseInterval);
        Try(start);
    }

    private void Start()
    {
        StopReading();
        _cursor = new SaveCursor(_copy.Vector);
        _pace.Restart();
        AskNext();
    }

    private void StartFlush()
    {
        Start();
        _flushCursor = _cursor;
    }

    private void AskNext()
    {
        _isAsked = true;
        _registry.Tell(new SaveNext(_cursor!, _pace.IsOwnOnly));
    }

    private void OnSaveAnew()
    {
        StopReading();
        // Not at once: a registry that can't be read for want of memory would crash again and again as fast as it can.
        Timers.StartSingleTimer(Signal.StartAnew, Signal.StartAnew, Interval);
    }

    private void StopReading()
    {
        (_erasing, _isErasing) = (_erased, false);
        _isMidway = false;
        Timers.Cancel(Signal.AskNext);
        Stop(ref _cursor);
        Stop(ref _fold);
    }

    private void Stop(ref SaveCursor? cursor)
    {
        if (cursor is not null)
            _registry.Tell(new StopSaving(cursor));
        cursor = null;
    }

    private void OnPart(SavePart part) => Try(() =>
    {
        _isAsked = false;
        Add(part);
        _pace.Count(part.Count);
        _isMidway = part.End is null;
        if (part.End is { } end)
        {
            OnEnd(end);
        }
        else if (part.IsLast)
        {
            OnOwnEnd();
        }
        else
        {
            CommitIfLarge();
            AskNext();
        }
    });

    private void OnOwnEnd()
    {
        if (_copy.UncommittedBytes > 0)
            Commit(null);
        if (_flushing.Count > 0)
        {
            AskNext();
            return;
        }

        _pace.OwnSaved();
        Timers.StartSingleTimer(Signal.AskNext, Signal.AskNext, Interval);
    }

    private void OnEnd(SaveEnd end)
    {
        if (_copy.UncommittedBytes > 0 || !_copy.Vector.Covers(end.Vector))
            Commit(end.Vector);
        // Nothing may be acknowledged that went to a file that is gone.
        _copy.CheckPlace();
        if (_failingSince is { } since)
            _log.Warning("{0} is written again, and lacks nothing of what came since {1:u}", _copy.Path, since);
        _failingSince = null;
        _health.Mended();
        if (_ack == StorageAck.Disk)
            _registry.Tell(new Saved(end.Change));
        if (_flushing.Count > 0 && _cursor != _flushCursor)
        {
            // The registry may have read this end before the flush was asked for. Little is left to read now.
            StartFlush();
            return;
        }

        EndFlush(isAll: true);
        _toErase = (end.Erased, end.LiveBytes);
        if (end.Erased != _erased && _erasing == _erased && !Timers.IsTimerActive(Signal.Erase))
            Timers.StartSingleTimer(Signal.Erase, Signal.Erase, _eraseAfter);
        if (_fold is null && _copy.PartBytes > (2 * end.LiveBytes) + MinOutdatedBytes)
            StartFold(end.LiveBytes);
        if (_ack == StorageAck.Disk)
        {
            AskNext();
            return;
        }

        _pace.AllSaved();
        Timers.StartSingleTimer(Signal.AskNext, Signal.AskNext, Interval);
    }

    private void Commit(VersionVector? vector)
    {
        CommitNow(vector);
        if (_ack == StorageAck.Memory && !Timers.IsTimerActive(Signal.Sync))
            Timers.StartSingleTimer(Signal.Sync, Signal.Sync, SyncInterval);
    }

    private void CommitNow(VersionVector? vector)
    {
        var start = Stopwatch.GetTimestamp();
        _copy.Commit(vector);
        _telemetry.CountSave(Stopwatch.GetElapsedTime(start));
        _telemetry.Saved = _copy.Vector;
    }

    private void EndFlush(bool isAll)
    {
        foreach (var asker in _flushing)
            asker.Tell(new Flushed(isAll));
        _flushing.Clear();
    }

    private void StartFold(long liveBytes)
    {
        _fold = new SaveCursor(VersionVector.Empty);
        _foldStart = _copy.NextPart;
        // What the parts grow by until the next fold is over.
        _maxFreeBytes = (3 * liveBytes) + (2 * MinOutdatedBytes);
        _registry.Tell(new SaveNext(_fold));
    }

    private void OnFoldPart(SavePart part) => Try(() =>
    {
        Add(part);
        if (part.End is null)
        {
            CommitIfLarge();
            _registry.Tell(new SaveNext(part.Cursor));
            return;
        }

        CommitNow(null);
        _copy.DropPartsBefore(_foldStart);
        Stop(ref _fold);
        _isErasing = _erasing != _erased;
        Self.Tell(Signal.TidyUp);
    });

    private void Erase()
    {
        if (_fold is not null)
        {
            // That fold may have read already what has been forgotten since.
            Timers.StartSingleTimer(Signal.Erase, Signal.Erase, RetryInterval);
            return;
        }

        StartFold(_toErase.LiveBytes);
        _erasing = _toErase.Erased;
    }

    private void Add(SavePart part)
    {
        if (part.Count > 0)
            _copy.Add(part.Cursor.Frames.WrittenSpan, part.Count);
    }

    private void CommitIfLarge()
    {
        if (_copy.UncommittedBytes >= MaxUncommittedBytes)
            CommitNow(null);
    }

    private void OnFlush()
    {
        _flushing.Add(Sender);
        _flushCursor = null;
        if (_error is { } error)
        {
            Try(() => Recover(error));
        }
        else if (_isMidway)
        {
            // On a busy node a fold may be far from its end, so the flush doesn't share the disk with it.
            Stop(ref _fold);
            _erasing = _erased;
            _pace.Restart();
            Timers.Cancel(Signal.AskNext);
            if (!_isAsked)
                AskNext();
        }
        else
        {
            StartFlush();
        }
    }

    private void OnSignal(Signal signal)
    {
        switch (signal)
        {
            case Signal.AskNext when _cursor is not null:
                AskNext();
                break;
            case Signal.StartAnew when _error is null && _cursor is null:
                Start();
                break;
            case Signal.Sync when _error is null:
                Try(_copy.Sync);
                break;
            case Signal.TidyUp when _error is null:
                Try(TidyUp);
                break;
            case Signal.Erase when _error is null && _toErase.Erased != _erased:
                Erase();
                break;
            case Signal.Retry when _error is { } error:
                Try(() => Recover(error));
                break;
            case Signal.CheckPlace when _error is null:
                Try(_copy.CheckPlace);
                break;
            case Signal.NoteUse when _error is null:
                Try(_copy.NoteUse);
                break;
        }
    }

    private void TidyUp()
    {
        if (_copy.TidyUp(_maxFreeBytes) || (_isErasing && _copy.Erase()))
            Self.Tell(Signal.TidyUp);
        else if (_isErasing)
            (_erased, _isErasing) = (_erasing, false);
    }

    private void Try(Action write)
    {
        try
        {
            _health.BeginWrite();
            write();
        }
        catch (Exception error) when (_copy.Explain(error) is { } reason)
        {
            OnFailure(error, reason);
        }
        finally
        {
            _health.EndWrite();
        }
    }

    private void OnFailure(Exception error, string reason)
    {
        StopReading();
        _telemetry.FailedSaves++;
        _error ??= error;
        _health.Failed($"{_copy.Path} can't be written: {reason}");
        if (error is CopyLostException)
            _registry.Tell(Unsaved.Instance);
        if (_failingSince is null && error is CopyLostException)
        {
            // There may be room just now, and a flush can wait for that.
            Self.Tell(Signal.Retry);
        }
        else
        {
            EndFlush(isAll: false);
            Timers.StartSingleTimer(Signal.Retry, Signal.Retry, RetryInterval);
        }

        if (_failingSince is not null)
            return;
        _failingSince = Context.System.Scheduler.Now;
        _log.Warning(
            "{0} can't be written: {1}; the node goes on in memory and tries again every {2} s",
            _copy.Path, reason, RetryInterval.TotalSeconds);
    }

    private void Recover(Exception error)
    {
        if (_copy.Recover(error) is { } aside)
        {
            _registry.Tell(Unsaved.Instance);
            _log.Warning("{0} isn't what was written: it was set aside as {1}, and everything is written anew", _copy.Path, aside);
        }

        _telemetry.Saved = _copy.Vector;
        _error = null;
        if (_flushing.Count > 0)
            StartFlush();
        else
            Start();
    }
}

/// <summary>Saves all that the registry knows by now. Answered with <see cref="Flushed"/> when it is committed, or can't be.</summary>
public sealed record Flush
{
    public static Flush Instance { get; } = new();
}

/// <param name="IsAll">False: it couldn't be written.</param>
public sealed record Flushed(bool IsAll);
