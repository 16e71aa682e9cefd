using Akka.Pattern;
using Akka.TestKit;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Pattern;

/// <summary>From open to half-open, time is the test scheduler's.</summary>
public class CircuitBreakerTests : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ResetTimeout = TimeSpan.FromSeconds(1);

    public CircuitBreakerTests()
        : base($"akka.scheduler.implementation = \"{typeof(TestScheduler).AssemblyQualifiedName}\"")
    {
    }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Closed_it_lets_calls_through()
    {
        var breaker = Breaker();

        Assert.Equal(7, await breaker.WithCircuitBreaker(_ => Task.FromResult(7)));
        Assert.Equal(8, await breaker.WithCircuitBreaker(8, (state, _) => Task.FromResult(state)));
        Assert.True(breaker.IsClosed);
    }

    [Fact]
    public async Task Calls_that_fail_pass_on_their_exception()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => FailingCall(Breaker()));
    }

    [Fact]
    public async Task It_opens_after_the_maximum_of_failures_in_a_row()
    {
        var breaker = Breaker(maxFailures: 3);

        await FailTimes(breaker, 2);
        Assert.True(breaker.IsClosed);
        Assert.Equal(2, breaker.CurrentFailureCount);
        await FailTimes(breaker, 1);

        Assert.True(breaker.IsOpen);
    }

    [Fact]
    public async Task A_success_starts_the_count_over()
    {
        var breaker = Breaker(maxFailures: 2);

        await FailTimes(breaker, 1);
        await breaker.WithCircuitBreaker(_ => Task.FromResult(1));
        await FailTimes(breaker, 1);

        Assert.True(breaker.IsClosed);
        Assert.Equal(1, breaker.CurrentFailureCount);
    }

    [Fact]
    public async Task Open_it_refuses_calls_without_making_them()
    {
        var breaker = Breaker();
        await FailTimes(breaker, 1);
        var called = false;

        await Assert.ThrowsAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(_ =>
        {
            called = true;
            return Task.FromResult(1);
        }));

        Assert.False(called);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_has_failed_and_is_cancelled()
    {
        var breaker = new CircuitBreaker(Sys.Scheduler, 1, TimeSpan.FromMilliseconds(20), ResetTimeout);
        var cancelled = new TaskCompletionSource();

        await Assert.ThrowsAnyAsync<TimeoutException>(() => breaker.WithCircuitBreaker(async token =>
        {
            await using var registration = token.Register(cancelled.SetResult);
            await cancelled.Task;
            return 1;
        }));

        Assert.True(breaker.IsOpen);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task After_the_reset_timeout_it_is_half_open_and_a_success_closes_it()
    {
        var breaker = Breaker();
        await FailTimes(breaker, 1);

        Time.Advance(ResetTimeout);
        Assert.True(breaker.IsHalfOpen);
        await breaker.WithCircuitBreaker(_ => Task.FromResult(1));

        Assert.True(breaker.IsClosed);
    }

    [Fact]
    public async Task Half_open_a_failure_opens_it_again()
    {
        var breaker = Breaker(maxFailures: 3);
        await FailTimes(breaker, 3);
        Time.Advance(ResetTimeout);

        await FailTimes(breaker, 1);

        Assert.True(breaker.IsOpen);
    }

    [Fact]
    public async Task Half_open_it_lets_only_one_call_through()
    {
        var breaker = Breaker();
        await FailTimes(breaker, 1);
        Time.Advance(ResetTimeout);
        var answer = new TaskCompletionSource<int>();

        var first = breaker.WithCircuitBreaker(_ => answer.Task);
        await Assert.ThrowsAsync<OpenCircuitException>(() => breaker.WithCircuitBreaker(_ => Task.FromResult(2)));
        answer.SetResult(1);

        Assert.Equal(1, await first);
        Assert.True(breaker.IsClosed);
    }

    [Fact]
    public async Task Callbacks_tell_of_every_change()
    {
        var breaker = Breaker()
            .OnOpen(() => TestActor.Tell("open", TestActor))
            .OnHalfOpen(() => TestActor.Tell("half-open", TestActor))
            .OnClose(() => TestActor.Tell("closed", TestActor));

        await FailTimes(breaker, 1);
        ExpectMsg("open");
        Time.Advance(ResetTimeout);
        ExpectMsg("half-open");
        await breaker.WithCircuitBreaker(_ => Task.FromResult(1));
        ExpectMsg("closed");
    }

    [Fact]
    public async Task With_exponential_backoff_each_failure_doubles_the_reset_timeout_until_it_closes()
    {
        var breaker = Breaker().WithExponentialBackoff(TimeSpan.FromMinutes(1));
        await FailTimes(breaker, 1);
        Time.Advance(ResetTimeout);
        await FailTimes(breaker, 1);

        Time.Advance(ResetTimeout);
        Assert.True(breaker.IsOpen);
        Time.Advance(ResetTimeout);
        Assert.True(breaker.IsHalfOpen);

        await breaker.WithCircuitBreaker(_ => Task.FromResult(1));
        await FailTimes(breaker, 1);
        Time.Advance(ResetTimeout);
        Assert.True(breaker.IsHalfOpen);
    }

    [Fact]
    public void Successes_and_failures_can_be_counted_by_hand()
    {
        var breaker = Breaker(maxFailures: 2);

        breaker.Fail();
        breaker.Succeed();
        Assert.Equal(0, breaker.CurrentFailureCount);
        breaker.Fail();
        breaker.Fail();
        Assert.True(breaker.IsOpen);
        Time.Advance(ResetTimeout);
        breaker.Succeed();

        Assert.True(breaker.IsClosed);
    }

    [Fact]
    public void Synchronous_calls_count_as_well()
    {
        var breaker = Breaker();

        Assert.Equal(7, breaker.WithSyncCircuitBreaker(() => 7));
        Assert.ThrowsAny<Exception>(() => breaker.WithSyncCircuitBreaker(new Action(() => throw new InvalidOperationException())));
        Assert.True(breaker.IsOpen);
        Assert.ThrowsAny<Exception>(() => breaker.WithSyncCircuitBreaker(() => 7));
    }

    [Fact]
    public void A_backoff_factor_below_one_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new CircuitBreaker(Sys.Scheduler, 1, CallTimeout, ResetTimeout, ResetTimeout, 0.5));
    }

    private CircuitBreaker Breaker(int maxFailures = 1) => new(Sys.Scheduler, maxFailures, CallTimeout, ResetTimeout);

    private static Task<int> FailingCall(CircuitBreaker breaker) =>
        breaker.WithCircuitBreaker(_ => Task.FromException<int>(new InvalidOperationException("as told")));

    private static async Task FailTimes(CircuitBreaker breaker, int times)
    {
        for (var i = 0; i < times; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => FailingCall(breaker));
    }
}
