using Akka.Actor;
using Xunit;
using Xunit.Sdk;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class WithinTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void What_takes_less_than_the_time_is_fine_and_its_result_comes_out() =>
        Assert.Equal(5, Within(Long, () => 5));

    [Fact]
    public void What_takes_longer_fails() =>
        Assert.ThrowsAny<XunitException>(() => Within(Short, () => Thread.Sleep(100)));

    [Fact]
    public void What_takes_less_than_the_least_fails() =>
        Assert.ThrowsAny<XunitException>(() => Within(TimeSpan.FromSeconds(10), Long, () => { }));

    [Fact]
    public void What_is_expected_inside_gets_what_is_left_of_the_time()
    {
        Within(Short, () =>
        {
            Assert.True(Remaining <= Short);
            Assert.True(RemainingOrDefault <= Short);
            // With the default time of 3 s this would fail for being too long, not for the missing message.
            Assert.Contains("Timeout", Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>()).Message);
        }, epsilonValue: Long);

        Assert.Throws<InvalidOperationException>(() => Remaining);
    }

    [Fact]
    public void An_inner_time_is_no_longer_than_what_the_outer_leaves() =>
        Within(TimeSpan.FromSeconds(5), () => Within(Long, () => Assert.True(Remaining <= TimeSpan.FromSeconds(5))));

    [Fact]
    public void A_time_of_its_own_goes_before_what_is_left() => Within(Long, () =>
    {
        var start = Now;
        Assert.ThrowsAny<XunitException>(() => ExpectMsg<string>(Short));
        Assert.True(Now - start < Long);
    });

    [Fact]
    public void After_receiving_while_things_came_it_may_take_longer()
    {
        TestActor.Tell(1);

        Within(TimeSpan.FromMilliseconds(200), () =>
        {
            ReceiveWhile<string>(m => m.ToString()!, idle: Short);
            Thread.Sleep(300);
        });
    }

    [Fact]
    public async Task It_can_be_awaited()
    {
        TestActor.Tell("hi");

        Assert.Equal("hi", await WithinAsync(Long, async () => await ExpectMsgAsync<string>()));
        await Assert.ThrowsAnyAsync<XunitException>(() => WithinAsync(Short, () => Task.Delay(500)));
        await Assert.ThrowsAnyAsync<XunitException>(() => WithinAsync(TimeSpan.FromSeconds(10), Long, () => Task.CompletedTask));
    }

    [Fact]
    public void What_is_thrown_inside_comes_out_and_ends_it()
    {
        Assert.Throws<InvalidOperationException>(() => Within(Long, () => throw new InvalidOperationException()));

        Assert.Throws<InvalidOperationException>(() => Remaining);
    }
}
