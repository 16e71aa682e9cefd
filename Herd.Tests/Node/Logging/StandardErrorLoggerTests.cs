using Herd.Node.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Herd.Tests.Node.Logging;

public sealed class StandardErrorLoggerTests : IDisposable
{
    private readonly StringWriter _error = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly StandardErrorLogger _logger;

    public StandardErrorLoggerTests() => _logger = new StandardErrorLogger("Riley", _error, _clock);

    public void Dispose() => _logger.Dispose();

    [Fact]
    public void A_warning_is_told_with_time_level_and_node()
    {
        Log(LogLevel.Warning, "[remoting] A connection from 10.0.0.1 is refused: it shows no certificate.");

        Assert.Matches(@"^\d\d:\d\d:\d\d warning Riley: \[remoting\] A connection from 10\.0\.0\.1 is refused: it shows no certificate\.\n$", _error.ToString());
    }

    [Fact]
    public void A_cause_is_told_once_a_minute_whatever_its_level_and_numbers()
    {
        Log(LogLevel.Warning, "no link with Bo (10.0.0.1:40001)");
        for (var port = 40002; port < 40010; port++)
            Log(LogLevel.Warning, $"no link with Bo (10.0.0.1:{port})");
        Log(LogLevel.Warning, "no link with Cy (10.0.0.1:40001)");
        _clock.Advance(TimeSpan.FromSeconds(61));
        Log(LogLevel.Warning, "no link with Bo (10.0.0.1:40011)");

        Assert.Equal(
            [
                "warning Riley: no link with Bo (10.0.0.1:40001)",
                "warning Riley: no link with Cy (10.0.0.1:40001)",
                "warning Riley: no link with Bo (10.0.0.1:40011) (8 more since the last one)",
            ],
            Lines());
    }

    [Fact]
    public void Errors_have_a_limit_too()
    {
        for (var i = 0; i < 10; i++)
            Log(LogLevel.Error, "the disk is full");

        Assert.Equal(["error Riley: the disk is full"], Lines());
    }

    [Fact]
    public void Ever_new_causes_are_told_up_to_a_number_a_minute_and_then_again()
    {
        for (var i = 0; i < 10_000; i++)
            Log(LogLevel.Warning, $"from {string.Concat($"{i}".Select(digit => (char)('a' + digit - '0')))}");
        Assert.InRange(Lines().Count, 100, 300);

        _clock.Advance(TimeSpan.FromSeconds(61));
        Log(LogLevel.Warning, "the disk is full");

        Assert.Equal("warning Riley: the disk is full", Lines()[^1]);
    }

    [Fact]
    public void A_fault_is_told_on_one_line_with_what_it_says_once()
    {
        var fault = new InvalidOperationException("no\nway");

        _logger.Log(LogLevel.Error, default, "no\nway", fault, static (state, _) => state);
        _logger.Log(LogLevel.Error, default, "the registry fails", fault, static (state, _) => state);

        Assert.Equal(
            ["error Riley: InvalidOperationException: no way", "error Riley: the registry fails: InvalidOperationException: no way"],
            Lines());
    }

    private void Log(LogLevel level, string text) => _logger.Log(level, default, text, null, static (state, _) => state);

    private List<string> Lines() => [.. $"{_error}".Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line["HH:mm:ss ".Length..])];
}
