namespace Herd.Tests.Clients;

/// <summary>A clock that stands still.</summary>
internal sealed class FixedClock(long seconds) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);

    public override long GetTimestamp() => 0;
}
