using System.Globalization;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Microsoft.Data.Sqlite;

namespace Herd.Actors.Storage;

public sealed partial class DurableCopy
{
    private LocationTable Load(TimeProvider clock)
    {
        if (_place.IsNew)
        {
            Epoch = BootEpoch.From(clock);
            Replace();
            Install();
            return new LocationTable(_node, Epoch, _hash);
        }

        _place.CheckAccess();
        return TryLoad(clock, out var damage) ?? LoadDamaged(clock, damage);
    }

    /// <returns>Null: it is damaged, and closed.</returns>
    private LocationTable? TryLoad(TimeProvider clock, out string damage)
    {
        damage = "is gone and only its log was left";
        if (!_place.Exists)
            return null;
        damage = "is damaged (it is empty)";
        // SQLite would delete its log.
        if (_place.IsEmpty)
            return null;
        _file = CopyFile.OpenToRead(Path);
        var loader = new CopyLoader(_file);
        loader.ReadHead(Path, _herd, _node);
        if (loader.Damage is null)
        {
            Epoch = BootEpoch.After(Math.Max(loader.Epoch!.Value, BootEpoch.HighestOf(_node, loader.State!.Vector)), clock);
            if (loader.LastUse is { } last && clock.GetUtcNow() - last > _forgetFor)
                return StartEmpty(last);
            var (table, latest, isAhead) = (new LocationTable(_node, Epoch, _hash), LatestTime(clock), false);
            loader.ReadParts(frame => isAhead |= !Restore(table, frame, latest));
            if (isAhead)
                loader.Blame("it holds times beyond herd.client.max-ahead");
            if (loader.Damage is null && TryUse(loader))
            {
                table.CompleteRestore(loader.State.Vector);
                return table;
            }
        }

        damage = $"is damaged ({loader.Damage})";
        _file.LeaveLog();
        Close();
        return null;
    }

    /// <summary>Others may have forgotten clients meanwhile, and the tombstones too.</summary>
    private LocationTable StartEmpty(DateTimeOffset lastUse)
    {
        File.LeaveLog();
        Close();
        Replace();
        var aside = Install("outdated");
        Warning = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path} was in use last at {lastUse:u}, longer ago than herd.locations.forget-for: clients may have been forgotten meanwhile, so it was set aside as {aside}, and the node starts empty");
        return new LocationTable(_node, Epoch, _hash);
    }

    /// <summary>Neighbours refuse nodes that send later times. The last start counts, lest a clock set back costs updates.</summary>
    private PosixTime? LatestTime(TimeProvider clock)
    {
        if (_maxAhead is not { } ahead)
            return null;
        var lastStart = DateTimeOffset.UnixEpoch.AddTicks((long)(Epoch / TimeSpan.NanosecondsPerTick));
        var now = clock.GetUtcNow();
        return PosixTime.From((now > lastStart ? now : lastStart) + ahead);
    }

    /// <returns>False: the update's time is too late.</returns>
    private static bool Restore(LocationTable table, ReadOnlySpan<byte> frame, PosixTime? latest)
    {
        if (latest is { } time && new UpdateFrame(frame).Time > time)
            return false;
        table.Restore(frame);
        return true;
    }

    /// <summary>Makes a whole file ready to write, and writes the epoch before anything else.</summary>
    private bool TryUse(CopyLoader loader)
    {
        try
        {
            UseInPlace(loader.State!);
            File.SyncEveryCommit = true;
            File.WriteEpoch(Epoch);
            File.WriteFormat();
            File.Checkpoint();
            File.SyncEveryCommit = _ack == StorageAck.Disk;
            return true;
        }
        catch (SqliteException e) when (SqliteErrors.IsDamage(e) || SqliteErrors.IsSaidToBeReadOnly(e))
        {
            loader.Blame(e);
            return false;
        }
    }

    /// <summary>Begins a new file, under another name as yet.</summary>
    private void Replace()
    {
        _place.DeleteUnfinished();
        _file = CopyFile.Create(_place.Unfinished, _herd, _node, Epoch);
        Use(CopyState.Initial);
    }

    private string? Install(string state = "damaged")
    {
        File.Dispose();
        _file = null;
        var aside = _place.Install(state);
        _file = CopyFile.OpenToRead(Path);
        UseInPlace(_file.ReadState()!);
        _file.SyncEveryCommit = _ack == StorageAck.Disk;
        return aside;
    }

    private void UseInPlace(CopyState state)
    {
        Use(state);
        _files = _place.Look();
    }

    private void Use(CopyState state)
    {
        _ownCommitted = 0;
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
