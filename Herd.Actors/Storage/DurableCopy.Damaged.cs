using System.Buffers;
using System.Globalization;
using Herd.Actors.Locations;
using Microsoft.Data.Sqlite;

namespace Herd.Actors.Storage;

/// <remarks>What becomes of a copy that is damaged (found by <see cref="CopyLoader"/> at the start), lost, or fails at run time.</remarks>
public sealed partial class DurableCopy
{
    private const int SalvagedPartBytes = 1024 * 1024;

    public string? Recover(Exception error)
    {
        var isDamaged = error is SqliteException cause && SqliteErrors.IsDamage(cause);
        if (!isDamaged && IsInPlace)
        {
            if (_file is not null && error is SqliteException full && SqliteErrors.IsFull(full))
            {
                ForgetUncommitted();
                _file.Rollback();
                return null;
            }

            // The disk may hold a commit that was reported as failed, so it is read anew.
            Close();
            if (TryReopen())
                return null;
        }

        // Another's file may be in its place by now: closing must neither write nor delete anything by that name.
        _file?.LeaveLog();
        Close();
        if (!_lock.IsInPlace)
        {
            _lock.Dispose();
            _lock = FolderLock.Take(_place.Folder);
        }

        _place.DeleteLogWithoutFile(_files);
        Replace();
        return Install();
    }

    private bool TryReopen()
    {
        try
        {
            _file = CopyFile.OpenToRead(Path);
            if (_file.ReadState() is not { } state)
                return false;
            UseInPlace(state);
            _file.SyncEveryCommit = _ack == StorageAck.Disk;
            return true;
        }
        catch (SqliteException e) when (SqliteErrors.IsDamage(e))
        {
            return false;
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Begins a new file with all that is whole of the damaged one, and an empty vector.</summary>
    private LocationTable LoadDamaged(TimeProvider clock, string damage)
    {
        var salvage = CopySalvage.Look(_place, _herd, _node);
        Epoch = BootEpoch.After(salvage.Epoch, clock);
        var (table, latest) = (new LocationTable(_node, Epoch, _hash), LatestTime(clock));
        salvage.ReadParts(frame => Restore(table, frame, latest));
        table.CompleteRestore(VersionVector.Empty);
        Table = table;
        Replace();
        Save(table);
        var aside = Install();
        var lost = salvage.Lost is { } parts ? string.Create(CultureInfo.InvariantCulture, $"{parts} of its {parts + salvage.Kept} parts are lost, ") : "";
        Warning = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path} {damage}: it was set aside as {aside}, {lost}the locations of {table.Count} clients were kept from it, and what is missing comes back from the neighbours");
        return table;
    }

    private void Save(LocationTable table)
    {
        var (cursor, bytes) = (table.OpenCatchUp(VersionVector.Empty), new ArrayBufferWriter<byte>());
        bool isEnd;
        do
        {
            isEnd = table.Read(cursor, bytes, SalvagedPartBytes, out var count);
            if (count > 0)
                Add(bytes.WrittenSpan, count);
            Commit(null);
            bytes.ResetWrittenCount();
        }
        while (!isEnd);
        table.Close(cursor);
    }
}
