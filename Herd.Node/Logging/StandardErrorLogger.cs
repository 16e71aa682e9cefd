using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Logging;

/// <summary>Writes each log event as one line of standard error, at most one a minute for each cause.</summary>
/// <remarks>.NET's console logger uses the console's stream, which locks standard output while standard error is blocked.</remarks>
/// <param name="clock">Null: the system's.</param>
internal sealed class StandardErrorLogger(string node, TextWriter error, TimeProvider? clock = null) : ILoggerProvider, ILogger
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly LineLimit _limit = new(clock ?? TimeProvider.System);

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = Faults.OneLine($"{NameOf(logLevel)} {node}: {Describe(formatter(state, exception), exception)}");
        if (!_limit.LetsThrough(line, out var leftOut))
            return;
        var time = _clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        error.WriteLine(leftOut == 0 ? $"{time} {line}" : $"{time} {line} ({leftOut} more since the last one)");
    }

    private static string Describe(string text, Exception? exception) =>
        exception is null ? text
        : text == exception.Message ? Faults.Describe(exception)
        : $"{text}: {Faults.Describe(exception)}";

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        _ => "info",
    };
}
