using Akka.Actor;

namespace Herd.Actors.Locations;

/// <summary>The registry's part in the durable copy. It survives restarts of the registry's actor.</summary>
/// <param name="acknowledgeWhenSaved">Whether reports are answered only once they are on the disk.</param>
internal sealed class Saving(LocationTable table, bool acknowledgeWhenSaved)
{
    /// <summary>Less than a millisecond's work, so that clients don't notice it.</summary>
    public const int PartBytes = 256 * 1024;

    /// <summary>Room for a single frame that is larger than a part.</summary>
    public const int SparePartBytes = 16 * 1024;

    private readonly Dictionary<SaveCursor, Reader> _readers = [];
    private readonly HeldAnswers _held = new();
    private IActorRef _store = ActorRefs.Nobody;
    private SaveCursor? _waiting;
    private long _change;
    private long _saved;

    public bool HoldsAnswers => acknowledgeWhenSaved;

    public void Changed()
    {
        _change++;
        if (_waiting is not { } cursor)
            return;
        _waiting = null;
        Answer(cursor, _readers[cursor], ownOnly: false);
    }

    /// <summary>Answers a report whose updates are in the table, now or once they are saved.</summary>
    public void Acknowledge(IActorRef reporter)
    {
        // Even if nothing was stored: the newer update that won must be on the disk too.
        if (acknowledgeWhenSaved && _saved < _change)
            _held.Hold(reporter, _change);
        else
            reporter.Tell(Reported.Instance);
    }

    /// <summary>Answers <see cref="NotSaved"/> to reports that have waited for too long. To be called at equal intervals.</summary>
    public void GiveUp() => _held.GiveUp();

    public void Forget(IActorRef reporter) => _held.Forget(reporter);

    public void OnSaveNext(SaveNext message, IActorRef store)
    {
        _store = store;
        if (!_readers.TryGetValue(message.Cursor, out var reader))
            _readers[message.Cursor] = reader = new Reader(table.OpenCatchUp(message.Cursor.From));
        if (reader.ReadTo == _change && !message.OwnOnly)
            _waiting = message.Cursor;
        else
            Answer(message.Cursor, reader, message.OwnOnly);
    }

    public void OnSaved(Saved message)
    {
        _saved = Math.Max(_saved, message.Change);
        _held.Release(_saved);
    }

    public void OnUnsaved() => _saved = -1;

    public void OnStopSaving(StopSaving message)
    {
        if (_readers.Remove(message.Cursor, out var reader))
            table.Close(reader.CatchUp);
        if (_waiting == message.Cursor)
            _waiting = null;
    }

    public void Restarted()
    {
        // The registry's last message may have changed the table.
        _change++;
        _waiting = null;
        _store.Tell(SaveAnew.Instance);
    }

    private void Answer(SaveCursor cursor, Reader reader, bool ownOnly)
    {
        cursor.Frames.ResetWrittenCount();
        var isLast = table.Read(reader.CatchUp, cursor.Frames, PartBytes, out var count, ownOnly);
        SaveEnd? end = null;
        if (isLast && !ownOnly)
        {
            reader.ReadTo = _change;
            end = new SaveEnd(table.Vector, _change, table.FrameBytes, table.Erased);
        }

        _store.Tell(new SavePart(cursor, count, isLast, end));
    }

    private sealed class Reader(CatchUp catchUp)
    {
        public CatchUp CatchUp { get; } = catchUp;

        /// <summary>The change at which everything was read; -1: not everything was.</summary>
        public long ReadTo { get; set; } = -1;
    }
}
