using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Herd.Actors.Storage;

/// <summary>
/// A prepared statement whose blobs are bound and read as spans: Microsoft.Data.Sqlite's own commands copy each into an
/// array of its exact length. Errors are <see cref="SqliteException"/>s.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>
    /// Called on this thread before each step, and with true behind a statement's last; what it throws is as if SQLite failed
    /// there. For tests.
    /// </summary>
    [field: ThreadStatic]
    public static Action<bool>? Stepping { get; set; }

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Runs one statement once.</summary>
    public static void Run(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        statement.Run();
    }

    /// <summary>The first column of the first row, as text; null: no row.</summary>
    public static string? Ask(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        return statement.Step() ? statement.Text(0) : null;
    }

    /// <param name="parameter">From 1.</param>
    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    /// <param name="parameter">From 1.</param>
    /// <param name="value">At least one byte.</param>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    /// <param name="parameter">From 1.</param>
    public Statement Bind(int parameter, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, parameter, value));
        return this;
    }

    /// <summary>Goes on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Step()
    {
        Stepping?.Invoke(false);
        var result = raw.sqlite3_step(_statement);
        Check(result);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Runs to the end, and is ready to run again.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }

            Stepping?.Invoke(true);
        }
        finally
        {
            Reset();
        }
    }

    public void Reset()
    {
        // It repeats the error of the last step, which was thrown then.
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    /// <param name="column">From 0.</param>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A blob's bytes, until the next step.</summary>
    /// <param name="column">From 0.</param>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <param name="column">From 0.</param>
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
