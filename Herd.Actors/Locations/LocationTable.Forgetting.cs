using Herd.Actors.Protocol;

namespace Herd.Actors.Locations;

public sealed partial class LocationTable
{
    /// <summary>POSIX seconds. Other threads read it, too.</summary>
    private long _expiredBefore = long.MinValue;

    private int _swept;

    /// <summary>Forgotten clients, remembered so that no older report of theirs comes back.</summary>
    public int Tombstones { get; private set; }

    /// <summary>How many locations were forgotten or expired in this table. The durable copy may still have traces of them.</summary>
    public long Erased { get; private set; }

    /// <summary>POSIX seconds: the latest client time of a location that expired here; <see cref="long.MinValue"/>: none has.</summary>
    internal long NewestExpired { get; private set; } = long.MinValue;

    /// <summary>POSIX seconds: locations with an earlier client time have expired.</summary>
    internal long ExpiredBefore => Volatile.Read(ref _expiredBefore);

    /// <summary>Forgets a client, known or not, by a tombstone. No report up to its time survives it, here or at other nodes.</summary>
    /// <param name="now">By the clock that clients' times are compared with.</param>
    /// <returns><see cref="UpdateOutcome.NoRoom"/>: nothing was done.</returns>
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

    /// <summary>The <see cref="ClientHash.KeyOf"/> of each forgotten client.</summary>
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

    /// <summary>From now on locations with an earlier client time are neither found nor taken. <see cref="Sweep"/> removes them.</summary>
    public void ExpireBefore(PosixTime time)
    {
        // What expired before the node started is unknown, so the latest possible time counts.
        if (ExpiredBefore == long.MinValue)
            NewestExpired = time.Seconds;
        Volatile.Write(ref _expiredBefore, time.Seconds);
    }

    /// <summary>Looks at the next entries, round and round, and removes expired locations and tombstones.</summary>
    /// <param name="tombstonesBefore">Older tombstones go if <paramref name="coveredByAll"/> covers them.</param>
    /// <param name="erased">Gets the <see cref="ClientHash.KeyOf"/> of each client whose location goes.</param>
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
