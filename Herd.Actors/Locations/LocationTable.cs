using System.Buffers;
using System.Text;
using Herd.Actors.Protocol;

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
public sealed class LocationTable
{
    private const int CountedAtOnce = 64 * 1024;

    private const int AnticipatedAtOnce = 64;

    /// <summary>What an update takes beside its frame and its place in the index, in bytes: an entry, and as a rule two items of origins, one of them dead.</summary>
    private const int EntryBytes = 8 + 2 * 12;

    private readonly FrameStore _frames = new();
    private readonly ClientIndex _index = new();
    private readonly Origins _origins = new();
    private readonly List<CatchUp> _catchUps = [];
    private readonly ChunkedList<Entry> _entries = new();
    private Origin _own;
    private LocationLimits _limits = LocationLimits.None;
    private LocationLimits _limitsWithSlack = LocationLimits.None;
    private volatile bool _isFull;

    /// <summary>There may be origins of which nothing is stored; else nobody need look for them.</summary>
    private bool _mayHaveDeadOrigins = true;

    /// <param name="name">The node's.</param>
    /// <param name="epoch">The node's boot epoch, higher than at any start before.</param>
    public LocationTable(string name, ulong epoch)
    {
        _own = _origins.Add(Encoding.UTF8.GetBytes(name), epoch);
    }

    /// <summary>What is stored for one client.</summary>
    /// <param name="Slot">Of its frame.</param>
    /// <param name="Origin">The <see cref="Origin.Id"/> of the frame's origin.</param>
    private readonly record struct Entry(uint Slot, int Origin);

    /// <summary>This node's epoch: of what it issues.</summary>
    public ulong Epoch => _own.Epoch;

    /// <summary>Clients known.</summary>
    public int Count => _entries.Count;

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
    public long Bytes => _frames.Bytes + _index.Bytes + (long)Count * EntryBytes;

    /// <summary>Bytes of memory that the frames take.</summary>
    public long FrameBytes => _frames.Bytes;

    public VersionVector Vector => VersionVector.From(
        _origins.All.Where(origin => origin.Covered > 0).Select(origin => (origin.NameText, origin.Epoch, origin.Covered)));

    /// <summary>A client's newest frame; empty if the client isn't known.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> client)
    {
        var entry = EntryOf(client, (uint)ClientIdComparer.HashOf(client));
        return entry < 0 ? default : _frames[_entries[entry].Slot];
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
            hashes[count++] = (uint)ClientIdComparer.HashOf(frame.Client);
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
    public Taken Report(Span<byte> bytes, bool mayBeRefused = true)
    {
        var frame = new UpdateFrame(bytes);
        var hash = (uint)ClientIdComparer.HashOf(frame.Client);
        var entry = EntryOf(frame.Client, hash);
        if (entry >= 0 && frame.Time <= new UpdateFrame(_frames[_entries[entry].Slot]).Time)
            return Taken.Stale;
        if (!HasRoom(entry, bytes.Length, mayBeRefused ? _limits : _limitsWithSlack))
            return Taken.NoRoom;
        UpdateFrame.WriteStamp(bytes, _own.Epoch, _own.Covered + 1);
        Store(frame, hash, entry, _own);
        _own.Covered++;
        return entry < 0 ? Taken.NewClient : Taken.Newer;
    }

    /// <summary>Takes an update that a neighbour sent.</summary>
    public Taken Learn(ReadOnlySpan<byte> bytes)
    {
        var frame = new UpdateFrame(bytes);
        if (OriginOf(frame.Origin, frame.Epoch) is not { } origin)
            return NoRoom();
        var sequence = frame.Sequence;
        if (sequence <= origin.Covered)
            return Taken.Covered;

        var isNext = sequence == origin.Covered + 1;
        var hash = (uint)ClientIdComparer.HashOf(frame.Client);
        var entry = EntryOf(frame.Client, hash);
        if (entry < 0 || frame.IsNewerThan(new UpdateFrame(_frames[_entries[entry].Slot])))
        {
            if (!HasRoom(entry, bytes.Length, _limitsWithSlack))
                return NoRoom();
            Store(frame, hash, entry, origin);
            if (isNext)
                origin.Covered = sequence;
            return entry < 0 ? Taken.NewClient : Taken.Newer;
        }

        if (isNext)
            origin.Covered = sequence;
        return isNext ? Taken.Superseded : Taken.Stale;
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
                continue;
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
        var hash = (uint)ClientIdComparer.HashOf(frame.Client);
        var entry = EntryOf(frame.Client, hash);
        if (entry < 0 || frame.IsNewerThan(new UpdateFrame(_frames[_entries[entry].Slot])))
            Store(frame, hash, entry, _origins.Find(frame.Origin, frame.Epoch) ?? _origins.Add(frame.Origin, frame.Epoch));
    }

    /// <summary>All was restored that this vector covers.</summary>
    public void CompleteRestore(VersionVector vector)
    {
        // Now, and not while clients wait for the first who reads.
        foreach (var origin in _origins.All)
            origin.Order();
        Merge(vector);
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
            _frames.Stamp(stored.Slot, epoch, next);
            stored = stored with { Origin = own.Id };
            Digest += own.HashOf(next) - before.HashOf(sequence);
            before.Hand(own, next, entry);
            own.Covered = next;
        }

        _own = own;
        _mayHaveDeadOrigins = true;
        DropPastEpochs();
    }

    /// <summary>Starts reading what somebody with this vector lacks.</summary>
    public CatchUp OpenCatchUp(VersionVector vector)
    {
        var catchUp = new CatchUp(vector);
        _catchUps.Add(catchUp);
        return catchUp;
    }

    public void Close(CatchUp catchUp) => _catchUps.Remove(catchUp);

    /// <summary>How many of the locations that this node took from clients since its start somebody with this vector lacks.</summary>
    public int CountOwnMissing(VersionVector vector)
    {
        var catchUp = OpenCatchUp(vector);
        var bytes = new ArrayBufferWriter<byte>();
        var missing = 0;
        for (var isAll = false; !isAll; bytes.ResetWrittenCount())
        {
            isAll = Read(catchUp, bytes, CountedAtOnce, out var count, ownOnly: true);
            missing += count;
        }

        Close(catchUp);
        return missing;
    }

    /// <summary>
    /// Reads on, ascending by sequence number for each origin.
    /// </summary>
    /// <param name="catchUp">Where to read on.</param>
    /// <param name="bytes">Gets whole frames.</param>
    /// <param name="maxBytes">Ends before it would be more, but for a single frame that is.</param>
    /// <param name="count">Frames read.</param>
    /// <param name="ownOnly">Reads only what this node took from its clients since its start.</param>
    /// <returns>Whether all was read.</returns>
    public bool Read(CatchUp catchUp, ArrayBufferWriter<byte> bytes, int maxBytes, out int count, bool ownOnly = false)
    {
        count = 0;
        foreach (var origin in _origins.All)
        {
            if (ownOnly && origin != _own)
                continue;
            var position = origin.PositionAfter(catchUp.ReadUpTo(origin));
            while (origin.TryRead(ref position, this, out var sequence, out var entry))
            {
                var frame = _frames[_entries[entry].Slot];
                if (bytes.WrittenCount > 0 && bytes.WrittenCount + frame.Length > maxBytes)
                    return false;
                bytes.Write(frame);
                count++;
                catchUp.Advance(origin, sequence);
            }
        }

        return true;
    }

    /// <summary>Whether an entry's stored update is the one with this stamp.</summary>
    internal bool Holds(int entry, Origin origin, ulong sequence)
    {
        var held = _entries[entry];
        return held.Origin == origin.Id && new UpdateFrame(_frames[held.Slot]).Sequence == sequence;
    }

    private int EntryOf(ReadOnlySpan<byte> client, uint hash)
    {
        var position = _index.First(hash);
        int entry;
        do
            entry = _index.Next(hash, ref position);
        while (entry >= 0 && !new UpdateFrame(_frames[_entries[entry].Slot]).Client.SequenceEqual(client));
        return entry;
    }

    private void Store(UpdateFrame frame, uint hash, int entry, Origin origin)
    {
        Reserve(frame, entry, origin);
        // From here to the end nothing fails.
        if (entry < 0)
        {
            entry = Count;
            _entries.Add(new Entry(_frames.Add(frame.Bytes), origin.Id));
            _index.Add(hash, entry);
            NoteIfFull();
        }
        else
        {
            ref var stored = ref _entries[entry];
            var previous = _origins[stored.Origin];
            Digest -= previous.HashOf(new UpdateFrame(_frames[stored.Slot]).Sequence);
            stored = new Entry(_frames.Replace(stored.Slot, frame.Bytes), origin.Id);
            previous.Remove(this);
            _mayHaveDeadOrigins |= previous.Live == 0;
        }

        Digest += origin.HashOf(frame.Sequence);
        origin.Add(frame.Sequence, entry);
    }

    /// <summary>Does all of <see cref="Store"/> that may fail. Nobody sees anything of it.</summary>
    private void Reserve(UpdateFrame frame, int entry, Origin origin)
    {
        origin.Reserve();
        if (entry < 0)
        {
            _entries.Reserve();
            _index.Reserve();
            _frames.Reserve(frame.Bytes.Length);
        }
        else
        {
            _frames.ReserveInPlaceOf(_entries[entry].Slot, frame.Bytes.Length);
        }

        if (origin.IsInOrder(frame.Sequence))
            return;
        // A reader that goes back in vain reads something twice, and that is all.
        foreach (var catchUp in _catchUps)
            catchUp.GoBackBefore(origin, frame.Sequence);
    }

    private bool HasRoom(int entry, int length, LocationLimits limits) => entry >= 0
        ? Bytes < limits.MaxBytes || _frames.Fits(_entries[entry].Slot, length)
        : Count < limits.MaxCount && Bytes + length < limits.MaxBytes;

    private void NoteIfFull() => _isFull = Count >= _limits.MaxCount || Bytes >= _limits.MaxBytes;

    private Taken NoRoom()
    {
        HasNoRoom = true;
        return Taken.NoRoom;
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
            _origins.Remove(origin);
            foreach (var catchUp in _catchUps)
                catchUp.Forget(origin);
        }
    }
}
