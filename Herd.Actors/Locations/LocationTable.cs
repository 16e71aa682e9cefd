using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Herd.Actors.Streams;

namespace Herd.Actors.Locations;

/// <summary>
/// The newest location of each client, and the matching version vector. It lives outside the registry's actor, so it survives the
/// actor's restarts. One thread at a time uses it, except where a member says otherwise.
/// </summary>
/// <remarks>
/// The vector never claims too much. It grows in two ways only: by an origin's next sequence number once that update is dealt with,
/// and by a neighbour's vector once all that it covers has arrived (<see cref="Merge"/>). Each update is taken whole or not at all:
/// every allocation that may fail comes before the first change.
/// </remarks>
public sealed partial class LocationTable
{
    private const int AnticipatedAtOnce = 64;

    /// <summary>Bytes of an update besides its frame and leaf: an entry and, as a rule, two items of origins, one of them dead.</summary>
    private const int EntryBytes = 6 + SpatialIndex.EntryBytes + 2 * Origin.ItemBytes;

    private readonly FrameStore _frames = new();
    private readonly ClientIndex _index = new();
    private readonly Origins _origins = new();
    private readonly List<CatchUp> _catchUps = [];
    private readonly ChunkedList<Entry> _entries = new();
    private readonly Stack<int> _freeEntries = [];
    private readonly ClientHash _hash;
    private readonly Versions _versions = new();
    private readonly SpatialIndex _places = new();
    private readonly PastEpochs _past = new();

    private readonly ClientGroups _groups = new();
    private Origin _own;

    private LocationLimits _limits = LocationLimits.None;
    private LocationLimits _limitsWithSlack = LocationLimits.None;
    private volatile bool _isFull;

    /// <summary>False: every origin has stored updates, so there is no need to look for one without.</summary>
    private bool _mayHaveDeadOrigins = true;

    /// <param name="epoch">The node's boot epoch, higher than at any earlier start.</param>
    public LocationTable(string name, ulong epoch, ClientHash? hash = null)
    {
        _hash = hash ?? ClientHash.Default;
        _own = _origins.Add(Encoding.UTF8.GetBytes(name), epoch);
        Whereabouts = new Whereabouts(_places, this);
    }

    /// <summary>A frame's slot and the <see cref="Origin.Id"/> of its origin; <see cref="NoOrigin"/>: the entry is free.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(ushort))]
    private readonly record struct Entry(uint Slot, ushort Origin);

    /// <returns>Whether more frames are wanted.</returns>
    public delegate bool FrameTaker(UpdateFrame frame);

    private const ushort NoOrigin = ushort.MaxValue;

    public ulong Epoch => _own.Epoch;

    public int Count => _entries.Count - _freeEntries.Count - Tombstones;

    /// <summary>Entries: clients with a location, tombstones and free entries.</summary>
    public int StoredCount => _entries.Count;

    /// <summary>Queries; safe on any thread.</summary>
    public Whereabouts Whereabouts { get; }

    public StreamFeed Feed { get; init; } = new();

    /// <summary>A hash of all stored updates, independent of their order: equal on two nodes that hold the same.</summary>
    public ulong Digest { get; private set; }

    /// <summary>Restored updates stay even beyond the limits.</summary>
    public LocationLimits Limits
    {
        get => _limits;
        set
        {
            (_limits, _limitsWithSlack) = (value, value.WithSlack());
            NoteIfFull();
        }
    }

    /// <summary>Whether a limit is reached, so that a report may be refused. Safe on any thread.</summary>
    public bool IsFull => _isFull;

    /// <summary>A neighbour's update found no room: it is missing, so until a restart <see cref="Merge"/> does nothing.</summary>
    public bool HasNoRoom { get; private set; }

    public long Bytes => _frames.Bytes + _index.Bytes + _places.Bytes + _groups.Bytes + (long)_entries.Count * EntryBytes;

    public long FrameBytes => _frames.Bytes;

    public VersionVector Vector => VersionVector.From(
        _origins.All.Where(origin => origin.Covered > 0).Select(origin => (origin.NameText, origin.Epoch, origin.Covered)));

    /// <summary>How many updates this node's vector covers that another one doesn't.</summary>
    public long CountBeyond(VersionVector other)
    {
        var beyond = 0L;
        foreach (var origin in _origins.All)
            beyond += Math.Max(0, (long)origin.Covered - (long)other[origin.NameText, origin.Epoch]);
        return beyond;
    }

    /// <summary>A client's newest frame; empty if the client is unknown or forgotten, or its location has expired.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> client)
    {
        var entry = EntryOf(client, _hash.Of(client));
        if (entry < 0)
            return default;
        var frame = StoredAt(entry);
        return frame.IsTombstone || HasExpired(frame) ? default : frame.Bytes;
    }

    /// <summary>Other clients' frames with the same ID up to the first <c>/</c>, in no order; none for an ID without a slash.</summary>
    /// <param name="maxLooked">Entries that are examined at most.</param>
    public void FindGroup(ReadOnlySpan<byte> client, int maxLooked, FrameTaker take)
    {
        var group = GroupIn(client);
        if (group.IsEmpty)
            return;
        for (var entry = _groups.FirstOf(_hash.Of(group)); entry >= 0 && maxLooked > 0; entry = _groups.Behind(entry), maxLooked--)
        {
            var frame = StoredAt(entry);
            // Another group may have the same hash.
            if (frame.Client.StartsWith(group) && !frame.Client.SequenceEqual(client) && !HasExpired(frame) && !take(frame))
                return;
        }
    }

    /// <summary>The stored update of the same client, which may be a tombstone; empty: none.</summary>
    internal ReadOnlySpan<byte> FindSameClient(UpdateFrame update)
    {
        var entry = EntryOf(update, _hash.OfClientIn(update));
        return entry < 0 ? default : StoredAt(entry).Bytes;
    }

    /// <summary>Prefetches for frames that are about to be taken. Affects speed only.</summary>
    public void Anticipate(ReadOnlySpan<byte> frames)
    {
        if (!_index.IsLarge)
            return;
        Span<uint> hashes = stackalloc uint[AnticipatedAtOnce];
        var count = 0;
        for (var at = 0; at < frames.Length;)
        {
            var frame = new UpdateFrame(frames.Slice(at, (int)UpdateFrame.LengthOf(frames[at..])));
            at += frame.Bytes.Length;
            hashes[count++] = _hash.OfClientIn(frame);
            if (count == hashes.Length || at == frames.Length)
            {
                _index.Anticipate(hashes[..count]);
                count = 0;
            }
        }
    }

    /// <summary>Stamps a client's unstamped report in place and stores it, if its time is newer than the stored one's.</summary>
    /// <param name="mayBeRefused">Whether the limits apply strictly: the client wasn't answered yet.</param>
    /// <param name="point">The frame's location, if already parsed.</param>
    public UpdateOutcome Report(Span<byte> bytes, bool mayBeRefused = true, GeoPoint? point = null)
    {
        var frame = new UpdateFrame(bytes);
        var hash = _hash.Of(frame.Client);
        var entry = EntryOf(frame.Client, hash);
        if (HasExpired(frame) || (entry >= 0 && frame.Time <= StoredAt(entry).Time))
            return UpdateOutcome.Stale;
        return Issue(bytes, hash, entry, mayBeRefused ? _limits : _limitsWithSlack, point);
    }

    public UpdateOutcome Learn(ReadOnlySpan<byte> bytes)
    {
        var frame = new UpdateFrame(bytes);
        if (OriginOf(frame.Origin, frame.Epoch) is not { } origin)
            return NoRoom();
        var sequence = frame.Sequence;
        if (sequence <= origin.Covered)
            return UpdateOutcome.Covered;

        var isNext = sequence == origin.Covered + 1;
        var hash = _hash.OfClientIn(frame);
        var entry = EntryOf(frame, hash);
        if (!HasExpired(frame) && (entry < 0 || frame.IsNewerThan(StoredAt(entry))))
        {
            if (!HasRoom(entry, bytes.Length, _limitsWithSlack))
                return NoRoom();
            var isNew = IsNew(entry) && !frame.IsTombstone;
            Store(frame, hash, entry, origin);
            if (isNext)
                origin.Covered = sequence;
            return isNew ? UpdateOutcome.NewClient : UpdateOutcome.Newer;
        }

        if (HasExpired(frame))
            NewestExpired = Math.Max(NewestExpired, frame.Time.Seconds);
        if (isNext)
            origin.Covered = sequence;
        return isNext ? UpdateOutcome.Superseded : UpdateOutcome.Stale;
    }

    /// <summary>Takes over the vector of a neighbour that has sent all that it covers.</summary>
    /// <returns>Whether this node's vector grew.</returns>
    public bool Merge(VersionVector vector)
    {
        if (HasNoRoom)
            return false;
        var grew = false;
        foreach (var (name, epoch, sequence) in vector.Entries)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            // A past epoch of which nothing is stored needs no entry.
            if (_origins.Find(bytes, epoch) is null && _origins.HasLater(bytes, epoch))
            {
                _past.Note(name, epoch, sequence);
                continue;
            }

            if (OriginOf(bytes, epoch) is not { } origin || origin == _own || origin.Covered >= sequence)
                continue;
            origin.Covered = sequence;
            grew = true;
        }

        DropPastEpochs();
        return grew;
    }

    /// <summary>Takes an update from the durable copy, in any order. <see cref="CompleteRestore"/> must follow before other use.</summary>
    public void Restore(ReadOnlySpan<byte> bytes)
    {
        var frame = new UpdateFrame(bytes);
        var hash = _hash.OfClientIn(frame);
        var entry = EntryOf(frame, hash);
        if (entry < 0 || frame.IsNewerThan(StoredAt(entry)))
            Store(frame, hash, entry, _origins.Find(frame.Origin, frame.Epoch) ?? _origins.Add(frame.Origin, frame.Epoch));
        else if (StoredAt(entry).IsTombstone && !frame.IsTombstone)
            Erased++;
    }

    /// <summary>Ends a restore: all that this vector covers has been restored.</summary>
    public void CompleteRestore(VersionVector vector)
    {
        // Sorted now, so that no client waits for the first reader's sorting.
        foreach (var origin in _origins.All)
            origin.Order();
        Merge(vector);
        // The node may have stopped before traces of forgotten clients were cleared from the disk.
        if (Tombstones > 0)
            Erased++;
    }

    /// <summary>Whether a vector claims updates that this node hasn't issued in its current epoch.</summary>
    public bool IsBeyondOwn(VersionVector vector) => vector[_own.NameText, _own.Epoch] > _own.Covered;

    /// <summary>Issues this node's updates again in a new epoch, so that false claims to have them have no effect.</summary>
    /// <param name="epoch">Higher than any before.</param>
    public void Reissue(ulong epoch)
    {
        var before = _own;
        var own = _origins.Add(before.Name, epoch);
        var position = before.PositionAfter(0);
        while (before.TryRead(ref position, this, out var sequence, out var entry))
        {
            own.Reserve();
            var next = own.Covered + 1;
            ref var stored = ref _entries[entry];
            _versions.BeginWrite(entry);
            _frames.Stamp(stored.Slot, epoch, next);
            stored = stored with { Origin = own.Id };
            _versions.EndWrite(entry);
            Digest += own.HashOf(next) - before.HashOf(sequence);
            before.Hand(own, next, entry);
            own.Covered = next;
        }

        _own = own;
        _mayHaveDeadOrigins = true;
        DropPastEpochs();
    }

    /// <summary>For any thread: an entry's frame as of some moment of the call, in a buffer that grows; empty: none.</summary>
    internal ReadOnlySpan<byte> ReadFrame(int entry, ref byte[] buffer)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var version = _versions.BeginRead(entry);
            var (slot, origin) = _entries[entry];
            var length = origin == NoOrigin ? 0 : _frames.Read(slot, ref buffer);
            if (_versions.IsWhole(entry, version))
                return buffer.AsSpan(0, length);
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    internal bool Holds(int entry, Origin origin, ulong sequence)
    {
        var held = _entries[entry];
        return held.Origin == origin.Id && new UpdateFrame(_frames[held.Slot]).Sequence == sequence;
    }

    private UpdateFrame StoredAt(int entry) => new(_frames[_entries[entry].Slot]);

    private int EntryOf(UpdateFrame update, uint hash) => EntryOf(update.Client, hash, update.IsTombstone);

    private int EntryOf(ReadOnlySpan<byte> client, uint hash, bool isKey = false)
    {
        var position = _index.First(hash);
        int entry;
        do
            entry = _index.Next(hash, ref position);
        while (entry >= 0 && !_hash.IsOf(StoredAt(entry), client, isKey));
        return entry;
    }

    private bool IsNew(int entry) => entry < 0 || StoredAt(entry).IsTombstone;

    private UpdateOutcome Issue(Span<byte> bytes, uint hash, int entry, LocationLimits limits, GeoPoint? point = null)
    {
        if (!HasRoom(entry, bytes.Length, limits))
            return UpdateOutcome.NoRoom;
        UpdateFrame.WriteStamp(bytes, _own.Epoch, _own.Covered + 1);
        var isNew = IsNew(entry);
        Store(new UpdateFrame(bytes), hash, entry, _own, point);
        _own.Covered++;
        return isNew ? UpdateOutcome.NewClient : UpdateOutcome.Newer;
    }

    private void Store(UpdateFrame frame, uint hash, int entry, Origin origin, GeoPoint? told = null)
    {
        var isNew = entry < 0;
        // A view of the stored frame: valid until that is overwritten.
        var replaced = isNew ? default : StoredAt(entry);
        if (isNew && !_freeEntries.TryPeek(out entry))
            entry = _entries.Count;
        var wasLocated = !isNew && !replaced.IsTombstone;
        var stays = wasLocated && !frame.IsTombstone && IsAtSamePlace(replaced, frame);
        var point = stays || frame.IsTombstone ? default(GeoPoint?) : told ?? GeoPoint.Parse(frame.LocationAndTime);
        Reserve(frame, entry, origin, isNew, wasLocated, point);
        var change = Feed.IsActive ? Feed.Prepare(replaced, frame) : null;
        // From here to the end nothing fails.
        if (isNew)
        {
            _versions.BeginWrite(entry);
            var stored = new Entry(_frames.Add(frame.Bytes), origin.Id);
            if (_freeEntries.TryPop(out _))
                _entries[entry] = stored;
            else
                _entries.Add(stored);
            _versions.EndWrite(entry);
            _index.Add(hash, entry);
        }
        else
        {
            ref var stored = ref _entries[entry];
            var previous = _origins[stored.Origin];
            Digest -= previous.HashOf(replaced.Sequence);
            if (replaced.IsTombstone)
            {
                Tombstones--;
            }
            else if (frame.IsTombstone)
            {
                Erased++;
                LeaveGroup(replaced.Client, entry);
            }

            _versions.BeginWrite(entry);
            stored = new Entry(_frames.Replace(stored.Slot, frame.Bytes), origin.Id);
            _versions.EndWrite(entry);
            previous.Remove(this);
            _mayHaveDeadOrigins |= previous.Live == 0;
        }

        // After the frame: whoever finds the place in the index then finds a frame that is no older.
        if (point is { } to && wasLocated)
            _places.Move(entry, to);
        else if (point is { } only)
            _places.Add(entry, only);
        else if (wasLocated && frame.IsTombstone)
            _places.Remove(entry);
        if (frame.IsTombstone)
            Tombstones++;
        else if (!wasLocated && GroupIn(frame.Client) is { IsEmpty: false } group)
            _groups.Add(_hash.Of(group), entry);
        // A client that only moves doesn't change the count.
        if (!wasLocated || frame.IsTombstone)
            NoteIfFull();
        Digest += origin.HashOf(frame.Sequence);
        origin.Add(frame.Sequence, entry);
        if (change is not null)
            Feed.Add(entry, change);
    }

    private static bool IsAtSamePlace(UpdateFrame stored, UpdateFrame frame)
    {
        var before = stored.LocationAndTime;
        var now = frame.Location;
        return before.StartsWith(now) && before[now.Length] == ' ';
    }

    /// <summary>Does all of <see cref="Store"/> that may fail. Nothing of it is visible.</summary>
    private void Reserve(UpdateFrame frame, int entry, Origin origin, bool isNew, bool wasLocated, GeoPoint? point)
    {
        origin.Reserve();
        if (isNew)
        {
            if (_freeEntries.Count == 0)
                _entries.Reserve();
            _index.Reserve();
            _frames.Reserve(frame.Bytes.Length);
        }
        else
        {
            _frames.ReserveInPlaceOf(_entries[entry].Slot, frame.Bytes.Length);
        }

        if (point is { } to && wasLocated)
            _places.ReserveMove(entry, to);
        else if (point is { } only)
            _places.ReserveAdd(entry, only);
        if (!wasLocated && !frame.IsTombstone && !GroupIn(frame.Client).IsEmpty)
            _groups.Reserve(entry);
        if (origin.IsInOrder(frame.Sequence))
            return;
        // A reader that goes back in vain only reads something twice.
        foreach (var catchUp in _catchUps)
            catchUp.GoBackBefore(origin, frame.Sequence);
    }

    private void LeaveGroup(ReadOnlySpan<byte> client, int entry)
    {
        if (GroupIn(client) is { IsEmpty: false } group)
            _groups.Remove(_hash.Of(group), entry);
    }

    /// <summary>An ID up to and including its first slash; empty: it has none.</summary>
    private static ReadOnlySpan<byte> GroupIn(ReadOnlySpan<byte> client) => client[..(client.IndexOf((byte)'/') + 1)];

    private bool HasRoom(int entry, int length, LocationLimits limits) => entry >= 0
        ? Bytes < limits.MaxBytes || _frames.Fits(_entries[entry].Slot, length)
        : Count < limits.MaxCount && Bytes + length < limits.MaxBytes;

    private void NoteIfFull() => _isFull = Count >= _limits.MaxCount || Bytes >= _limits.MaxBytes;

    private UpdateOutcome NoRoom()
    {
        HasNoRoom = true;
        return UpdateOutcome.NoRoom;
    }

    /// <returns>Null: there are too many origins.</returns>
    private Origin? OriginOf(ReadOnlySpan<byte> name, ulong epoch)
    {
        if (_origins.Find(name, epoch) is { } known)
            return known;
        if (_origins.Count >= Origins.MaxCount && _mayHaveDeadOrigins)
        {
            Drop(origin => origin.Live == 0);
            _mayHaveDeadOrigins = false;
        }

        if (_origins.Count >= Origins.MaxCount)
            return null;
        _mayHaveDeadOrigins = true;
        return _origins.Add(name, epoch);
    }

    private void DropPastEpochs() => Drop(origin => origin.Live == 0 && _origins.HasLater(origin.Name, origin.Epoch));

    private void Drop(Func<Origin, bool> isUseless)
    {
        foreach (var origin in _origins.All.Where(origin => origin != _own && isUseless(origin)).ToList())
        {
            _past.Note(origin.NameText, origin.Epoch, origin.Covered);
            _origins.Remove(origin);
            foreach (var catchUp in _catchUps)
                catchUp.Forget(origin);
        }
    }
}
