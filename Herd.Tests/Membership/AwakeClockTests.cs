using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class AwakeClockTests
{
    private readonly AwakeClock _clock = new(TimeSpan.FromMilliseconds(250));

    [Fact]
    public void Time_between_beats_counts()
    {
        BeatAt(1000, 1200, 1450);

        Assert.Equal(TimeSpan.FromMilliseconds(450), _clock.Now);
    }

    [Fact]
    public void What_it_slept_through_counts_for_one_beat_also_if_the_missed_beats_follow_at_once()
    {
        BeatAt(1000, 15_000, 15_001, 15_002, 15_003);

        Assert.Equal(TimeSpan.FromMilliseconds(253), _clock.Now);
    }

    [Fact]
    public void Nothing_counts_before_the_first_beat()
    {
        BeatAt(100_000);

        Assert.Equal(TimeSpan.Zero, _clock.Now);
    }

    private void BeatAt(params int[] milliseconds)
    {
        foreach (var now in milliseconds)
            _clock.Beat(TimeSpan.FromMilliseconds(now));
    }
}
