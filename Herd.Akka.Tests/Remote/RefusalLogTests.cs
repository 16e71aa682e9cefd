using Akka.Remote.Transport;
using Xunit;

namespace Akka.Remote.Tests;

public sealed class RefusalLogTests
{
    private readonly Clock _clock = new();
    private readonly RefusalLog _log;

    public RefusalLogTests() => _log = new RefusalLog(_clock);

    [Fact]
    public void The_same_refusal_is_told_once_and_another_reason_or_host_is_news()
    {
        Assert.True(_log.IsNew("10.0.0.1", "no TLS"));
        Assert.False(_log.IsNew("10.0.0.1", "no TLS"));
        Assert.True(_log.IsNew("10.0.0.1", "no certificate"));
        Assert.True(_log.IsNew("10.0.0.2", "no TLS"));
    }

    [Fact]
    public void It_is_told_again_after_an_hour()
    {
        _log.IsNew("10.0.0.1", "no TLS");

        _clock.Now += TimeSpan.FromMinutes(59);
        Assert.False(_log.IsNew("10.0.0.1", "no TLS"));
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(_log.IsNew("10.0.0.1", "no TLS"));
    }

    [Fact]
    public void However_many_hosts_call_at_most_thirty_lines_are_written_in_a_minute()
    {
        Assert.Equal(30, Enumerable.Range(0, 1000).Count(i => _log.IsNew($"10.0.0.{i}", "no TLS")));
        _clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(_log.IsNew("10.1.0.1", "no TLS"));
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
