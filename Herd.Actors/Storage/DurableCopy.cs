using System.Text;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Microsoft.Data.Sqlite;

namespace Herd.Actors.Storage;

/// <summary>
/// A node's locations in an SQLite file: parts of frames, and the version vector that they cover. Parts are only appended; outdated
/// ones go when all else was written again. Whenever it crashes, the vector never covers what the parts don't hold.
/// </summary>
public sealed partial class DurableCopy : IDurableCopy
{
    private const int RowBytes = 32;

    /// <summary>Parts that a commit deletes at most, so that none takes long.</summary>
    private const int MaxDropped = 64;

    private const int MaxShrunk = 16 * 1024 * 1024;

    private readonly string _herd;
    private readonly string _node;
    private readonly byte[] _origin;
    private readonly StorageAck _ack;
    private readonly TimeProvider _clock;
    private readonly ClientHash? _hash;
    private readonly TimeSpan _forgetFor;
    private readonly TimeSpan? _maxAhead;
    private readonly CopyPlace _place;
    private readonly Queue<long> _lengths = [];
    private readonly List<int> _uncommitted = [];
    private FolderLock _lock;
    private CopyFile? _file;
    private CopyPlace.Files _files;
    private CopyState _committed = CopyState.Initial;
    private long _firstNeeded;
    private ulong _ownEpoch;
    private ulong _ownAdded;
    private ulong _ownCommitted;

    private DurableCopy(
        string folder, string herd, string node, StorageAck ack, TimeProvider clock, ClientHash? hash, TimeSpan? forgetFor, TimeSpan? maxAhead)
    {
        (_herd, _node, _ack, _clock, _hash, _origin) = (herd, node, ack, clock, hash, Encoding.UTF8.GetBytes(node));
        (_forgetFor, _maxAhead) = (forgetFor ?? TimeSpan.MaxValue, maxAhead);
        _place = new CopyPlace(folder, clock);
        _lock = FolderLock.Take(folder);
        try
        {
            Table = Load(clock);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What was loaded. Later the copy reads only its epoch.</summary>
    public LocationTable Table { get; private set; }

    /// <summary>Higher than at any start before; POSIX nanoseconds, unless the clock was set back.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Damage that was found and what was done about it, one line for the log; null: none.</summary>
    public string? Warning { get; private set; }

    public string Path => _place.File;

    public VersionVector Vector => _committed.Vector;

    /// <summary>Of this node's updates in its current epoch, all of use up to this are committed. <see cref="Vector"/> may lag.</summary>
    public ulong OwnCommitted => Math.Max(_ownEpoch == Table.Epoch ? _ownCommitted : 0, Vector[_node, Table.Epoch]);

    public long PartBytes { get; private set; }

    public long UncommittedBytes { get; private set; }

    public long NextPart => _committed.Next + _uncommitted.Count;

    private CopyFile File => _file ?? throw new CopyLostException("it isn't open");

    private bool IsInPlace => !_place.Look().AreLostSince(_files);

    /// <summary>Opens a node's durable copy, or makes one, and loads it.</summary>
    /// <param name="forgetFor">A copy that wasn't in use for longer is set aside: others may have forgotten clients. Null: never.</param>
    /// <param name="maxAhead">How far ahead of the clock, or of the last start, an update's time may be; null: any.</param>
    /// <exception cref="DurableCopyException">It can't be used.</exception>
    public static DurableCopy Open(
        string folder,
        string herd,
        string node,
        StorageAck ack,
        TimeProvider clock,
        ClientHash? hash = null,
        TimeSpan? forgetFor = null,
        TimeSpan? maxAhead = null)
    {
        folder = System.IO.Path.GetFullPath(folder);
        try
        {
            return new DurableCopy(folder, herd, node, ack, clock, hash, forgetFor, maxAhead);
        }
        catch (SqliteException e) when (SqliteErrors.IsInUse(e))
        {
            throw DurableCopyException.InUse(folder, e);
        }
        catch (SqliteException e)
        {
            throw DurableCopyException.Unusable(folder, SqliteErrors.InWords(e), e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw DurableCopyException.Denied(folder, e);
        }
        catch (IOException e)
        {
            throw DurableCopyException.Unusable(folder, e.Message, e);
        }
    }

    public void Add(ReadOnlySpan<byte> frames, int count)
    {
        if (_uncommitted.Count == 0)
            File.Begin();
        File.InsertPart(NextPart, count, frames);
        _uncommitted.Add(frames.Length);
        UncommittedBytes += frames.Length;
        if (_ownEpoch != Table.Epoch)
            (_ownEpoch, _ownAdded, _ownCommitted) = (Table.Epoch, 0, 0);
        _ownAdded = Math.Max(_ownAdded, LastOwn(frames));
    }

    public void Commit(VersionVector? vector)
    {
        var first = Math.Clamp(_firstNeeded, _committed.First, _committed.First + MaxDropped);
        var state = new CopyState(first, NextPart, vector ?? Vector);
        if (_uncommitted.Count == 0)
            File.Begin();
        for (var part = _committed.First; part < first; part++)
            File.DeletePart(part);
        File.WriteState(state);
        File.Commit();

        foreach (var length in _uncommitted)
            Count(length);
        for (var part = _committed.First; part < first; part++)
            PartBytes -= _lengths.Dequeue();
        _committed = state;
        _ownCommitted = _ownAdded;
        ForgetUncommitted();
    }

    public void Sync()
    {
        if (_uncommitted.Count > 0)
            Commit(null);
        File.SyncEveryCommit = true;
        Commit(null);
        File.SyncEveryCommit = _ack == StorageAck.Disk;
    }

    public void DropPartsBefore(long part) => _firstNeeded = part;

    public bool TidyUp(long freeBytes)
    {
        if (_committed.First < _firstNeeded)
        {
            Commit(null);
            return true;
        }

        var excess = File.FreeBytes - freeBytes;
        if (excess <= 0 || _uncommitted.Count > 0)
            return false;
        File.Shrink(Math.Min(excess, MaxShrunk));
        return excess > MaxShrunk;
    }

    public bool Erase()
    {
        if (_uncommitted.Count > 0)
            Commit(null);
        var free = File.FreeBytes;
        if (free > 0)
            File.Shrink(Math.Min(free, MaxShrunk));
        else
            File.Checkpoint();
        return free > 0;
    }

    public void CheckPlace()
    {
        if (!IsInPlace)
            throw new CopyLostException("it was deleted or replaced while the node runs");
    }

    public void NoteUse() => File.WriteLastUse(_clock.GetUtcNow());

    public string? Explain(Exception error) => error switch
    {
        SqliteException cause => SqliteErrors.InWords(cause),
        IOException or UnauthorizedAccessException or DurableCopyException => error.Message.TrimEnd('.'),
        _ => null,
    };

    /// <summary>Drops what wasn't committed.</summary>
    public void Dispose()
    {
        Close();
        _lock.Dispose();
    }

    internal void LimitTo(long pages) => File.MaxPages = pages;

    internal void CheckpointEvery(int pages) => File.CheckpointPages = pages;

    private void Close()
    {
        // Closing brings the log into the file, and deletes whatever has the log's name.
        if (!IsInPlace)
            _file?.LeaveLog();
        _file?.Dispose();
        _file = null;
    }

    private void Count(long length)
    {
        _lengths.Enqueue(length + RowBytes);
        PartBytes += length + RowBytes;
    }

    private void ForgetUncommitted()
    {
        _uncommitted.Clear();
        UncommittedBytes = 0;
        _ownAdded = _ownCommitted;
    }

    /// <summary>The sequence number of a part's last update of this node's epoch; 0: none. They are in order.</summary>
    private ulong LastOwn(ReadOnlySpan<byte> frames)
    {
        ulong last = 0;
        while (!frames.IsEmpty)
        {
            var frame = new UpdateFrame(frames[..(int)UpdateFrame.LengthOf(frames)]);
            if (frame.Epoch == _ownEpoch && frame.Origin.SequenceEqual(_origin))
                last = frame.Sequence;
            frames = frames[frame.Bytes.Length..];
        }

        return last;
    }
}
