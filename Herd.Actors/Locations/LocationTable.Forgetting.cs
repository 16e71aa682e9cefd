using Herd.Actors.Protocol;

namespace Herd.Actors.Locations;

/// <summary>How clients are forgotten, locations expire, and tombstones go when nobody needs them any more.</summary>
public sealed partial class LocationTable
{
    /// <summary>POSIX seconds. Read on other threads, too.</summary>
    private long _expiredBefore = long.MinValue;

    /// <summary>The entry that <see cref="Sweep"/> looks at next.</summary>
    private int _swept;

    /// <summary>Clients that were forgotten, and are kept in mind so that no older report of theirs comes back.</summary>
    public int Tombstones { get; private set; }

    /// <summary>How often a location was forgotten or expired, here and up to now: traces of it may be in the durable copy.</summary>
    public long Erased { get; private set; }

    /// <summary>The latest client time, in POSIX seconds, of a location that expired here; the least there is: none has.</summary>
    internal long NewestExpired { get; private set; } = long.MinValue;

    /// <summary>Locations with a client time before that, in POSIX seconds, have expired.</summary>
    internal long ExpiredBefore => Volatile.Read(ref _expiredBefore);

    /// <summary>
    /// Forgets a client, known or not, here and wherever this node's updates come: writes a tombstone, which no report up to
    /// its time survives.
    /// </summary>
    /// <param name="client">Its ID.</param>
    /// <param name="now">By the clock that clients' times are held against.</param>
    /// <param name="tombstone">The update.</param>
    /// <returns>What became of it; <see cref="UpdateOutcome.NoRoom"/>: nothing.</returns>
    public UpdateOutcome Forget(ReadOnlySpan<byte> client, PosixTime now, out byte[] tombstone)
    {
        var hash = _hash.Of(client);
        var entry = EntryOf(client, hash);
        var (time, receipt) = (now, now.TotalNanoseconds);
        if (entry >= 0 && StoredAt(entry) is { } stored && stored.Time >= now)
            (time, receipt) = (stored.Time, Math.Max(receipt, stored.Receipt + 1));
        tombstone = UpdateFrame.WriteTombstone(_own.Name, _hash.KeyOf(client), time, receipt);
        return Issue(tombstone, hash, entry, _limitsWithSlack);
    }

    /// <summary>What stands for each client that was forgotten.</summary>
    public IEnumerable<byte[]> Forgotten
    {
        get
        {
            for (var entry = 0; Tombstones > 0 && entry < _entries.Count; entry++)
            {
                if (_entries[entry].Origin != NoOrigin && StoredAt(entry) is { IsTombstone: true } tombstone)
                    yield return tombstone.Client.ToArray();
            }
        }
    }

    /// <summary>
    /// From now on, locations with an earlier client time aren't told, nor taken; <see cref="Sweep"/> takes out those that are
    /// there.
    /// </summary>
    public void ExpireBefore(PosixTime time)
    {
        // What expired before the node started, nobody knows any more.
        if (ExpiredBefore == long.MinValue)
            NewestExpired = time.Seconds;
        Volatile.Write(ref _expiredBefore, time.Seconds);
    }

    /// <summary>
    /// Takes a step through all that is stored, around and around: takes out locations that have expired, and tombstones that
    /// aren't needed any more.
    /// </summary>
    /// <param name="count">How many clients to look at.</param>
    /// <param name="tombstonesBefore">Older tombstones may go,</param>
    /// <param name="coveredByAll">if every member has them.</param>
    /// <param name="erased">Is told what stands for each client whose location went (<see cref="ClientHash.KeyOf"/>).</param>
    /// <returns>How many were taken out.</returns>
    public int Sweep(int count, PosixTime tombstonesBefore, VersionVector coveredByAll, Action<ReadOnlySpan<byte>>? erased = null)
    {
        var removed = 0;
        for (count = Math.Min(count, _entries.Count); count > 0; count--)
        {
            if (_swept >= _entries.Count)
                _swept = 0;
            var entry = _swept++;
            if (_entries[entry].Origin == NoOrigin)
                continue;
            var frame = StoredAt(entry);
            var isOver = frame.IsTombstone
                ? frame.Time < tombstonesBefore && IsCovered(_origins[_entries[entry].Origin], frame.Sequence, coveredByAll)
                : HasExpired(frame);
            if (!isOver)
                continue;
            if (!frame.IsTombstone)
            {
                NewestExpired = Math.Max(NewestExpired, frame.Time.Seconds);
                erased?.Invoke(_hash.KeyOf(frame.Client));
            }

            Remove(entry);
            removed++;
        }

        return removed;
    }

    /// <summary>Whether nobody is to hear of a location any more.</summary>
    internal bool HasExpired(UpdateFrame frame) => !frame.IsTombstone && frame.Time.Seconds < Volatile.Read(ref _expiredBefore);

    private static bool IsCovered(Origin origin, ulong sequence, VersionVector vector) => vector[origin.NameText, origin.Epoch] >= sequence;

    private void Remove(int entry)
    {
        var (slot, id) = _entries[entry];
        var frame = new UpdateFrame(_frames[slot]);
        _frames.ReserveFree(slot);
        Memory.Reserve(_freeEntries);
        var change = Feed.IsActive ? Feed.Prepare(frame, default) : null;
        // From here to the end nothing fails.
        if (frame.IsTombstone)
        {
            Tombstones--;
        }
        else
        {
            Erased++;
            LeaveGroup(frame.Client, entry);
            _places.Remove(entry);
        }

        var origin = _origins[id];
        Digest -= origin.HashOf(frame.Sequence);
        _index.Remove(_hash.OfClientIn(frame), entry);
        _versions.BeginWrite(entry);
        _frames.Free(slot);
        _entries[entry] = new Entry(0, NoOrigin);
        _versions.EndWrite(entry);
        _freeEntries.Push(entry);
        origin.Remove(this);
        NoteIfFull();
        if (change is not null)
            Feed.Add(entry, change);
        Feed.Release(entry);
    }
}
