using System.Buffers;
using System.Globalization;
using System.Text;
using Herd.Actors.Locations;
using Microsoft.Data.Sqlite;

namespace Herd.Actors.Storage;

/// <summary>How a copy is opened, replaced by a new one when it is damaged, and opened again.</summary>
public sealed partial class DurableCopy
{
    private const int SalvagedPartBytes = 1024 * 1024;

    private LocationTable Load(ulong now)
    {
        if (!_place.Exists)
        {
            Epoch = now;
            Replace();
            if (Install() is { } log)
                Warning = $"{Path} is gone and only its log was left: that was set aside as {log}, and what it held comes back from the neighbours";
            return new LocationTable(_node, Epoch);
        }

        _place.CheckAccess();
        _file = CopyFile.OpenToRead(Path);
        var loader = new CopyLoader(_file);
        loader.ReadHead(Path, _herd, _node);
        Epoch = Math.Max(now, 1 + (loader.Epoch ?? loader.FindHighestEpoch(Encoding.UTF8.GetBytes(_node))));
        var table = new LocationTable(_node, Epoch);
        loader.ReadParts(table);
        if (loader.Damage is null)
        {
            Use(loader.State!);
            File.SyncEveryCommit = true;
            File.WriteEpoch(Epoch);
            File.Checkpoint();
            File.SyncEveryCommit = _ack == StorageAck.Disk;
            return table;
        }

        _file.LeaveLog();
        Replace();
        Salvage(table);
        var aside = Install();
        Warning = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path} is damaged ({loader.Damage}): it was set aside as {aside}, the locations of {table.Count} clients were kept from it, and what is missing comes back from the neighbours");
        return table;
    }

    /// <summary>Begins a new file, elsewhere as yet.</summary>
    private void Replace()
    {
        _file?.Dispose();
        _place.DeleteUnfinished();
        _file = CopyFile.Create(_place.Unfinished, _herd, _node, Epoch);
        Use(CopyState.Initial);
    }

    private void Salvage(LocationTable table)
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

    /// <summary>Puts the new file in its place.</summary>
    private string? Install()
    {
        File.Dispose();
        var aside = _place.Install();
        _file = CopyFile.OpenToRead(Path);
        Use(_file.ReadState()!);
        _file.SyncEveryCommit = _ack == StorageAck.Disk;
        return aside;
    }

    private bool TryReopen()
    {
        try
        {
            _file = CopyFile.OpenToRead(Path);
            if (_file.ReadState() is not { } state)
                return false;
            Use(state);
            _file.SyncEveryCommit = _ack == StorageAck.Disk;
            return true;
        }
        catch (SqliteException e) when (SqliteErrors.IsDamage(e))
        {
            return false;
        }
    }

    private void Use(CopyState state)
    {
        ForgetUncommitted();
        File.Prepare();
        _committed = state;
        _firstNeeded = state.First;
        _lengths.Clear();
        PartBytes = 0;
        foreach (var length in File.ReadPartLengths())
            Count(length);
    }
}
