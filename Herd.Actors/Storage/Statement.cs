using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Herd.Actors.Storage;

/// <summary>Binds and reads blobs as spans: Microsoft.Data.Sqlite's own commands copy each into an array of its exact length.</summary>
/// <exception cref="SqliteException">Any member may throw it.</exception>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>For tests: called on this thread before each step, and with true after the last; may throw as SQLite does.</summary>
    [field: ThreadStatic]
    public static Action<bool>? Stepping { get; set; }

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using var statement = new Statement(connection, sql);
        statement.Run();
    }

    /// <returns>The first column of the first row; null: no row.</returns>
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

    /// <param name="value">At least one byte.</param>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, string value)
    {
        Check(raw.sqlite3_bind_text(_statement, parameter, value));
        return this;
    }

    /// <returns>Whether there is another row.</returns>
    public bool Step()
    {
        Stepping?.Invoke(false);
        var result = raw.sqlite3_step(_statement);
        Check(result);
        return result == raw.SQLITE_ROW;
    }

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

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
