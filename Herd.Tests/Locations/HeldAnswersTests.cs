using Akka.TestKit;
using Herd.Actors.Locations;
using Xunit;

namespace Herd.Tests.Locations;

public sealed class HeldAnswersTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly HeldAnswers _held = new();

    [Fact]
    public void What_is_held_is_given_up_after_some_intervals_and_not_before()
    {
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        _held.Hold(first, change: 7);
        _held.Hold(first, change: 7);
        _held.GiveUp();
        // It hasn't waited as long as the first.
        _held.Hold(second, change: 7);
        for (var interval = 2; interval <= HeldAnswers.MaxIntervals; interval++)
            _held.GiveUp();
        AssertSilent(first, second);

        _held.GiveUp();
        first.ExpectMsg<NotSaved>();
        AssertSilent(first, second);
        Assert.Equal(1, _held.Count);

        _held.Release(change: 7);
        second.ExpectMsg<Reported>();
        Assert.Equal(0, _held.Count);
    }

    [Fact]
    public void Who_has_gone_is_told_nothing()
    {
        var probe = CreateTestProbe();
        _held.Hold(probe, change: 1);
        _held.Forget(probe);
        for (var interval = 0; interval <= HeldAnswers.MaxIntervals; interval++)
            _held.GiveUp();
        AssertSilent(probe);
        Assert.Equal(0, _held.Count);
    }

    /// <summary>Probes get messages synchronously here.</summary>
    private static void AssertSilent(params TestProbe[] probes) => Assert.All(probes, probe => Assert.False(probe.HasMessages));
}
