using System.Buffers;
using System.Globalization;
using System.Text;
using Herd.Actors.Locations;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Herd.Actors.Storage;

/// <summary>
/// The SQLite file of a durable copy, in WAL mode and locked for this connection alone. Errors are <see cref="SqliteException"/>s.
/// <code>
/// meta   name, value, checksum      format, herd, node, epoch, last-use
/// parts  id, count, checksum, frames  UpdateFrames one behind the other; ids without a gap
/// state  id = 1, state              a CopyState
/// </code>
/// </summary>
internal sealed class CopyFile : IDisposable
{
    /// <summary>Format 1, without attributes and tombstones, is read too.</summary>
    public const int Format = 2;

    /// <summary>Measured: a busy herd writes less than with smaller pages. But even a part of few updates takes a whole page.</summary>
    public const int PageSize = 32 * 1024;

    /// <summary>Several times what parts grow by until a fold, so that most of the log is outdated before it goes to the file.</summary>
    private const int WriteAheadLogBytes = 64 * 1024 * 1024;

    private const int NoCheckpointOnClose = 1006;
    private const int WritableSchema = 1011;

    private readonly SqliteConnection _connection;
    private readonly ArrayBufferWriter<byte> _stateBytes = new();
    private Statement? _begin;
    private Statement? _commit;
    private Statement? _insertPart;
    private Statement? _deletePart;
    private Statement? _writeState;

    private CopyFile(SqliteConnection connection) => _connection = connection;

    public static CopyFile Create(string path, string herd, string node, ulong epoch)
    {
        var file = new CopyFile(Connect(path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            Statement.Run(file._connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size = {PageSize}"));
            Statement.Run(file._connection, "PRAGMA auto_vacuum = INCREMENTAL");
            file.Prepare();
            file.SyncEveryCommit = true;
            Statement.Run(file._connection, "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT, checksum INTEGER)");
            Statement.Run(file._connection, "CREATE TABLE parts (id INTEGER PRIMARY KEY, count INTEGER, checksum INTEGER, frames BLOB)");
            Statement.Run(file._connection, "CREATE TABLE state (id INTEGER PRIMARY KEY, state BLOB)");
            file.Begin();
            file.WriteFormat();
            file.WriteMeta("herd", herd);
            file.WriteMeta("node", node);
            file.WriteEpoch(epoch);
            file.WriteState(CopyState.Initial);
            file.Commit();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file to read it, however damaged. Nothing on the disk changes before <see cref="Prepare"/>.</summary>
    public static CopyFile OpenToRead(string path)
    {
        var file = new CopyFile(Connect(path, SqliteOpenMode.ReadWrite));
        try
        {
            // So that a damaged file's log stays beside it, and the head of a file that was cut short can be read.
            file.LeaveLog();
            _ = raw.sqlite3_db_config(file._connection.Handle, WritableSchema, 1, out _);
            Statement.Run(file._connection, "PRAGMA locking_mode = EXCLUSIVE");
            Statement.Run(file._connection, "PRAGMA cell_size_check = ON");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether commits wait for the disk. If not, the next checkpoint does.</summary>
    public bool SyncEveryCommit
    {
        set => Statement.Run(_connection, value ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    }

    /// <summary>Beyond this size every write fails as on a full disk.</summary>
    public long MaxPages
    {
        set => Statement.Run(_connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {value}"));
    }

    public int CheckpointPages
    {
        set => Statement.Run(_connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA wal_autocheckpoint = {value}"));
    }

    public bool IsWriteAheadLogged => Statement.Ask(_connection, "PRAGMA journal_mode") == "wal";

    public long FreeBytes => PageBytes * Number("PRAGMA freelist_count");

    /// <summary>Another version may have made the file with other pages.</summary>
    private long PageBytes => Number("PRAGMA page_size");

    /// <returns>What is wrong with the file's structure; null: nothing.</returns>
    public string? FindFault() => Statement.Ask(_connection, "PRAGMA quick_check(1)") is "ok" ? null : "its pages don't fit together";

    public void Prepare()
    {
        _ = raw.sqlite3_db_config(_connection.Handle, NoCheckpointOnClose, 0, out _);
        _ = raw.sqlite3_db_config(_connection.Handle, WritableSchema, 0, out _);
        Statement.Run(_connection, "PRAGMA locking_mode = EXCLUSIVE");
        Statement.Run(_connection, "PRAGMA journal_mode = WAL");
        // Freed pages are cut off the file. In those that stay, deleted data is overwritten.
        Statement.Run(_connection, "PRAGMA secure_delete = FAST");
        CheckpointPages = (int)(WriteAheadLogBytes / PageBytes);
        Statement.Run(_connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA journal_size_limit = {WriteAheadLogBytes}"));
    }

    /// <summary>From here on, closing leaves the file and its log as they are.</summary>
    public void LeaveLog() => _ = raw.sqlite3_db_config(_connection.Handle, NoCheckpointOnClose, 1, out _);

    /// <returns>Null: it is missing, or its checksum is wrong.</returns>
    public string? ReadMeta(string name)
    {
        using var statement = new Statement(_connection, "SELECT value, checksum FROM meta WHERE name = ?");
        if (!statement.Bind(1, name).Step())
            return null;
        var value = statement.Text(0);
        return statement.Int64(1) == MetaChecksum(name, value) ? value : null;
    }

    public ulong? ReadEpoch() =>
        ulong.TryParse(ReadMeta("epoch"), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch : null;

    /// <summary>Earlier versions can't read the file any more.</summary>
    public void WriteFormat() => WriteMeta("format", Format.ToString(CultureInfo.InvariantCulture));

    /// <returns>Null: no use was noted.</returns>
    public DateTimeOffset? ReadLastUse() =>
        long.TryParse(ReadMeta("last-use"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public void WriteLastUse(DateTimeOffset time) => WriteMeta("last-use", time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    public void WriteEpoch(ulong epoch) => WriteMeta("epoch", epoch.ToString(CultureInfo.InvariantCulture));

    /// <returns>Null: it is missing or damaged.</returns>
    public CopyState? ReadState()
    {
        using var statement = new Statement(_connection, "SELECT state FROM state WHERE id = 1");
        return statement.Step() ? CopyState.Read(statement.Blob(0)) : null;
    }

    /// <summary>The newest part first: id, count, checksum, frames.</summary>
    public Statement ReadParts() => new(_connection, "SELECT id, count, checksum, frames FROM parts ORDER BY id DESC");

    public IEnumerable<long> ReadPartLengths()
    {
        using var statement = new Statement(_connection, "SELECT length(frames) FROM parts ORDER BY id");
        while (statement.Step())
            yield return statement.Int64(0);
    }

    public void Begin() => (_begin ??= new Statement(_connection, "BEGIN IMMEDIATE")).Run();

    public void Commit() => (_commit ??= new Statement(_connection, "COMMIT")).Run();

    public void Rollback()
    {
        // A failed write may have rolled back already.
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            Statement.Run(_connection, "ROLLBACK");
    }

    public void InsertPart(long id, int count, ReadOnlySpan<byte> frames) =>
        (_insertPart ??= new Statement(_connection, "INSERT INTO parts (id, count, checksum, frames) VALUES (?, ?, ?, ?)"))
            .Bind(1, id).Bind(2, count).Bind(3, PartChecksum(id, count, frames)).Bind(4, frames).Run();

    public void DeletePart(long id) =>
        (_deletePart ??= new Statement(_connection, "DELETE FROM parts WHERE id = ?")).Bind(1, id).Run();

    public void WriteState(CopyState state)
    {
        _stateBytes.ResetWrittenCount();
        state.WriteTo(_stateBytes);
        (_writeState ??= new Statement(_connection, "INSERT OR REPLACE INTO state (id, state) VALUES (1, ?)"))
            .Bind(1, _stateBytes.WrittenSpan).Run();
    }

    public void Shrink(long bytes) =>
        Statement.Run(_connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({bytes / PageBytes})"));

    /// <summary>Brings the whole log into the file, for good.</summary>
    public void Checkpoint() => Statement.Run(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    /// <summary>The checksum includes the number, so that a misplaced part is found.</summary>
    public static uint PartChecksum(long id, int count, ReadOnlySpan<byte> frames)
    {
        Span<byte> header = stackalloc byte[12];
        BitConverter.TryWriteBytes(header, id);
        BitConverter.TryWriteBytes(header[8..], count);
        return Checksum.Of(frames, Checksum.Of(header));
    }

    public static uint MetaChecksum(string name, string value) => Checksum.Of(Encoding.UTF8.GetBytes($"{name}={value}"));

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _insertPart, _deletePart, _writeState })
            statement?.Dispose();
        _connection.Dispose();
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }

    private long Number(string query) => long.Parse(Statement.Ask(_connection, query)!, CultureInfo.InvariantCulture);

    private void WriteMeta(string name, string value)
    {
        using var statement = new Statement(_connection, "INSERT OR REPLACE INTO meta (name, value, checksum) VALUES (?, ?, ?)");
        statement.Bind(1, name).Bind(2, value).Bind(3, MetaChecksum(name, value)).Run();
    }
}
