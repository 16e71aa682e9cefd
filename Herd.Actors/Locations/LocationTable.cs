using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Herd.Actors.Streams;

namespace Herd.Actors.Locations;

/// <summary>
/// The newest location of each client, and the version vector that goes with them. It lives outside the registry's
/// actor, so that it outlives a restart of it; used by one thread at a time.
/// </summary>
/// <remarks>
/// What the vector claims is always true. It grows in two ways only: by the update whose sequence number is the next one,
/// when that is stored, and by taking over the vector of a neighbour that has sent all it has (<see cref="Merge"/>). Each
/// update is taken whole or not at all: all that may fail, for want of memory, comes before the first change.
/// </remarks>
public sealed partial class LocationTable
{
    private const int AnticipatedAtOnce = 64;

    /// <summary>What an update takes beside its frame and its leaf, in bytes: an entry, and as a rule two items of origins, one of them dead.</summary>
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

    /// <summary>Clients by what their IDs have before the first slash.</summary>
    private readonly ClientGroups _groups = new();
    private Origin _own;

    private LocationLimits _limits = LocationLimits.None;
    private LocationLimits _limitsWithSlack = LocationLimits.None;
    private volatile bool _isFull;

    /// <summary>There may be origins of which nothing is stored; else nobody need look for them.</summary>
    private bool _mayHaveDeadOrigins = true;

    /// <param name="name">The node's.</param>
    /// <param name="epoch">The node's boot epoch, higher than at any start before.</param>
    /// <param name="hash">The herd's; null: <see cref="ClientHash.Default"/>.</param>
    public LocationTable(string name, ulong epoch, ClientHash? hash = null)
    {
        _hash = hash ?? ClientHash.Default;
        _own = _origins.Add(Encoding.UTF8.GetBytes(name), epoch);
        Whereabouts = new Whereabouts(_places, this);
    }

    /// <summary>What is stored for one client.</summary>
    /// <param name="Slot">Of its frame.</param>
    /// <param name="Origin">The <see cref="Origin.Id"/> of the frame's origin; <see cref="NoOrigin"/>: the entry is free.</param>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(ushort))]
    private readonly record struct Entry(uint Slot, ushort Origin);

    /// <summary>Gets a frame.</summary>
    /// <returns>Whether it wants more.</returns>
    public delegate bool FrameTaker(UpdateFrame frame);

    private const ushort NoOrigin = ushort.MaxValue;

    /// <summary>This node's epoch: of what it issues.</summary>
    public ulong Epoch => _own.Epoch;

    /// <summary>Clients known: those with a location.</summary>
    public int Count => _entries.Count - _freeEntries.Count - Tombstones;

    /// <summary>Clients known and forgotten ones, and room for some.</summary>
    public int StoredCount => _entries.Count;

    /// <summary>Who is where. Any thread may ask.</summary>
    public Whereabouts Whereabouts { get; }

    /// <summary>What readers of streams read.</summary>
    public StreamFeed Feed { get; init; } = new();

    /// <summary>
    /// A hash of all stored updates, in whatever order they came: equal at two nodes when they hold the same.
    /// </summary>
    public ulong Digest { get; private set; }

    /// <summary>How much is stored. What was restored stays, also if it is more.</summary>
    public LocationLimits Limits
    {
        get => _limits;
        set
        {
            (_limits, _limitsWithSlack) = (value, value.WithSlack());
            NoteIfFull();
        }
    }

    /// <summary>Whether a limit is reached: reports had better be asked for. Any thread may look.</summary>
    public bool IsFull => _isFull;

    /// <summary>
    /// Whether a neighbour's update found no room. Until the node starts again, with more, its vector grows by no neighbour's
    /// word: it lacks what they have.
    /// </summary>
    public bool HasNoRoom { get; private set; }

    /// <summary>Bytes of memory that everything takes, about.</summary>
    public long Bytes => _frames.Bytes + _index.Bytes + _places.Bytes + _groups.Bytes + (long)_entries.Count * EntryBytes;

    /// <summary>Bytes of memory that the frames take.</summary>
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

    /// <summary>A client's newest frame; empty if the client isn't known, was forgotten, or its location has expired.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> client)
    {
        var entry = EntryOf(client, _hash.Of(client));
        if (entry < 0)
            return default;
        var frame = StoredAt(entry);
        return frame.IsTombstone || HasExpired(frame) ? default : frame.Bytes;
    }

    /// <summary>
    /// Tells the locations of other clients whose IDs have the same before the first <c>/</c> as this one's, in no order. A client
    /// without a slash has none.
    /// </summary>
    /// <param name="client">An ID, known or not.</param>
    /// <param name="maxLooked">So many are looked at, at most.</param>
    /// <param name="take">Gets each frame; false: it wants no more.</param>
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

    /// <summary>What is stored of the client that an update is of, be it a tombstone; empty: nothing.</summary>
    internal ReadOnlySpan<byte> FindSameClient(UpdateFrame update)
    {
        var entry = EntryOf(update, _hash.OfClientIn(update));
        return entry < 0 ? default : StoredAt(entry).Bytes;
    }

    /// <summary>Makes ready for these frames, which are to be taken at once, one by one. Only their speed depends on it.</summary>
    /// <param name="frames">One behind the other.</param>
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

    /// <summary>
    /// Takes an update from a client of this node: stamps it in place and stores it, if its time is newer than what is
    /// stored for the client.
    /// </summary>
    /// <param name="bytes">A frame without a stamp.</param>
    /// <param name="mayBeRefused">Whether the limits hold to the letter: the client wasn't answered yet.</param>
    /// <param name="point">Where the client is; null: the frame is read for it.</param>
    public UpdateOutcome Report(Span<byte> bytes, bool mayBeRefused = true, GeoPoint? point = null)
    {
        var frame = new UpdateFrame(bytes);
        var hash = _hash.Of(frame.Client);
        var entry = EntryOf(frame.Client, hash);
        if (HasExpired(frame) || (entry >= 0 && frame.Time <= StoredAt(entry).Time))
            return UpdateOutcome.Stale;
        return Issue(bytes, hash, entry, mayBeRefused ? _limits : _limitsWithSlack, point);
    }

    /// <summary>Takes an update that a neighbour sent.</summary>
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

    /// <summary>
    /// Takes over the vector of a neighbour from which everything came that the vector covers.
    /// </summary>
    /// <returns>Whether this node's vector grew.</returns>
    public bool Merge(VersionVector vector)
    {
        if (HasNoRoom)
            return false;
        var grew = false;
        foreach (var (name, epoch, sequence) in vector.Entries)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            // Of a past epoch of which nothing is stored any more, no claim need be kept.
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

    /// <summary>
    /// Takes an update from the durable copy, in any order and without a claim to have what comes before it. Before
    /// anything else happens to the table, <see cref="CompleteRestore"/> must follow.
    /// </summary>
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

    /// <summary>All was restored that this vector covers.</summary>
    public void CompleteRestore(VersionVector vector)
    {
        // Now, and not while clients wait for the first who reads.
        foreach (var origin in _origins.All)
            origin.Order();
        Merge(vector);
        // A clearing may have been cut short.
        if (Tombstones > 0)
            Erased++;
    }

    /// <summary>Whether somebody claims to have updates of this node's that it hasn't issued since it began its epoch.</summary>
    public bool IsBeyondOwn(VersionVector vector) => vector[_own.NameText, _own.Epoch] > _own.Covered;

    /// <summary>
    /// Issues anew, in a new epoch, what this node took from its clients since its start. So a false claim to have it, which
    /// would keep it from others for good, is of no effect.
    /// </summary>
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

    /// <summary>For any thread: an entry's frame as it is at some moment of the call.</summary>
    /// <param name="entry">That the index has.</param>
    /// <param name="buffer">Gets the frame; another one if it is too small.</param>
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

    /// <summary>Whether an entry's stored update is the one with this stamp.</summary>
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

    /// <summary>Whether there is no location of the client that an entry is of, or would be.</summary>
    private bool IsNew(int entry) => entry < 0 || StoredAt(entry).IsTombstone;

    /// <summary>Stamps an update of this node's in place, and stores it.</summary>
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

    /// <param name="told">Where the client is; null: the frame is read for it.</param>
    private void Store(UpdateFrame frame, uint hash, int entry, Origin origin, GeoPoint? told = null)
    {
        var isNew = entry < 0;
        // Read before it is written over.
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

        // Behind the frame: whoever finds the place in the index finds a frame that is no older.
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
        // A client came, or went; of those that only move none is one more.
        if (!wasLocated || frame.IsTombstone)
            NoteIfFull();
        Digest += origin.HashOf(frame.Sequence);
        origin.Add(frame.Sequence, entry);
        if (change is not null)
            Feed.Add(entry, change);
    }

    /// <summary>Whether two locations are the same to the letter.</summary>
    private static bool IsAtSamePlace(UpdateFrame stored, UpdateFrame frame)
    {
        var before = stored.LocationAndTime;
        var now = frame.Location;
        return before.StartsWith(now) && before[now.Length] == ' ';
    }

    /// <summary>Does all of <see cref="Store"/> that may fail. Nobody sees anything of it.</summary>
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
        // A reader that goes back in vain reads something twice, and that is all.
        foreach (var catchUp in _catchUps)
            catchUp.GoBackBefore(origin, frame.Sequence);
    }

    private void LeaveGroup(ReadOnlySpan<byte> client, int entry)
    {
        if (GroupIn(client) is { IsEmpty: false } group)
            _groups.Remove(_hash.Of(group), entry);
    }

    /// <summary>An ID up to its first slash, that included; empty: there is none.</summary>
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
