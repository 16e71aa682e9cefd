using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Herd.Actors.Storage;

internal static class SqliteErrors
{
    public static bool IsInUse(SqliteException e) => e.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>The file can't be used, which says nothing about its contents. When reading, all other errors are damage.</summary>
    public static bool IsRefusal(SqliteException e) => IsInUse(e) || IsUnlockable(e) || e.SqliteErrorCode
        is raw.SQLITE_CANTOPEN
        or raw.SQLITE_PERM
        or raw.SQLITE_AUTH
        or raw.SQLITE_READONLY
        or raw.SQLITE_FULL
        or raw.SQLITE_NOMEM;

    public static bool IsFull(SqliteException e) => e.SqliteErrorCode == raw.SQLITE_FULL;

    /// <summary>When writing: the contents are damaged. The last two: a part or a table isn't as it must be.</summary>
    public static bool IsDamage(SqliteException e) => e.SqliteErrorCode
        is raw.SQLITE_CORRUPT
        or raw.SQLITE_NOTADB
        or raw.SQLITE_CONSTRAINT
        or raw.SQLITE_ERROR;

    /// <summary>The header says that the file is read-only, not the file system: a number in it is wrong.</summary>
    public static bool IsSaidToBeReadOnly(SqliteException e) => e.SqliteExtendedErrorCode == raw.SQLITE_READONLY;

    public static string InWords(SqliteException e) => e.SqliteErrorCode switch
    {
        raw.SQLITE_IOERR when IsUnlockable(e) => $"the file system can't lock {CopyPlace.FileName}",
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_READONLY => "it can't be written to",
        raw.SQLITE_CANTOPEN => "it can't be opened",
        raw.SQLITE_CORRUPT => "its pages are damaged",
        raw.SQLITE_NOTADB => "it is not an SQLite database",
        raw.SQLITE_ERROR => "its tables are missing",
        raw.SQLITE_IOERR => $"the disk fails (SQLite error {e.SqliteExtendedErrorCode})",
        _ => $"SQLite error {e.SqliteExtendedErrorCode}",
    };

    /// <summary>The file system refuses locks, as some network file systems do.</summary>
    private static bool IsUnlockable(SqliteException e) => e.SqliteExtendedErrorCode is raw.SQLITE_IOERR_LOCK or raw.SQLITE_IOERR_RDLOCK;
}
