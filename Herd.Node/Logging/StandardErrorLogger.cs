using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Logging;

/// <summary>Writes each log event on one line of standard error: time, level, node, text, and why.</summary>
internal sealed class StandardErrorLogger(string node, TextWriter error) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        if (logLevel <= LogLevel.Warning && ClusterChatter.Is(text))
            return;
        var reason = exception is null ? "" : $": {Faults.Describe(exception)}";
        var time = DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        error.WriteLine(Faults.OneLine($"{time} {NameOf(logLevel)} {node}: {text}{reason}"));
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        _ => "info",
    };
}
