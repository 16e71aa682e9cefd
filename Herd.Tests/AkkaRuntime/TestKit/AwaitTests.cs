using Xunit;
using Xunit.Sdk;

namespace Herd.Tests.AkkaRuntime.TestKit;

public class AwaitTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(1);
    private int _looks;

    [Fact]
    public void An_assertion_is_run_until_it_holds()
    {
        AwaitAssert(() => Assert.Equal(3, ++_looks), Long, Often);

        Assert.Equal(3, _looks);
    }

    [Fact]
    public void What_an_assertion_throws_at_the_end_of_the_time_is_thrown()
    {
        Assert.Throws<InvalidOperationException>(() => AwaitAssert(Throw, Short, Often));

        Assert.True(_looks > 1);

        void Throw()
        {
            _looks++;
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public async Task An_assertion_can_be_awaited()
    {
        await AwaitAssertAsync(() => Assert.Equal(3, ++_looks), Long, Often);
        await AwaitAssertAsync(
            async () =>
            {
                await Task.Yield();
                Assert.Equal(6, ++_looks);
            },
            Long,
            Often);

        await Assert.ThrowsAsync<EqualException>(() => AwaitAssertAsync(() => Assert.Equal(1, 2), Short, Often));
    }

    [Fact]
    public void A_condition_is_looked_at_until_it_is_true()
    {
        AwaitCondition(() => ++_looks == 3, Long, Often);

        Assert.Equal(3, _looks);
    }

    [Fact]
    public void A_condition_that_stays_false_fails_with_the_message() =>
        Assert.Contains("no luck", Assert.ThrowsAny<XunitException>(() => AwaitCondition(() => false, Short, Often, "no luck")).Message);

    [Fact]
    public void A_condition_can_be_waited_for_without_failing()
    {
        Assert.True(AwaitConditionNoThrow(() => ++_looks == 3, Long, Often));
        Assert.False(AwaitConditionNoThrow(() => false, Short, Often));
    }

    [Fact]
    public async Task A_condition_can_be_awaited()
    {
        await AwaitConditionAsync(() => Task.FromResult(++_looks == 3), Long, Often);

        await Assert.ThrowsAnyAsync<XunitException>(() => AwaitConditionAsync(() => Task.FromResult(false), Short, Often));
    }
}
