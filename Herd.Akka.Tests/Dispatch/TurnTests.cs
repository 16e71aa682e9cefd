using System.Diagnostics;
using Xunit;

namespace Akka.Dispatch.Tests;

/// <summary>Turns of threads of the tests' own, so that a thread of the pool is never taken for the turn's.</summary>
public sealed class TurnTests
{
    /// <summary>What waits in a turn, at most.</summary>
    private const int MaxWaiting = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Outside_of_a_turn_nothing_is_taken_in() =>
        TurnThread.Do(() => Assert.False(Turn.TryAdd(new ActionRunnable(() => Assert.Fail("nobody took it in")))));

    [Fact]
    public void What_is_added_runs_afterwards_on_the_same_thread_in_its_order() => TurnThread.Do(() => TurnThread.Until(() =>
    {
        var thread = Environment.CurrentManagedThreadId;
        var ran = new List<(int Place, int Thread)>();

        TurnThread.WithFull(3, place => Add(place), then: () => Add(-1));

        return ran.SequenceEqual([(-1, thread), (0, thread), (1, thread), (2, thread)]);

        void Add(int place)
        {
            lock (ran)
                ran.Add((place, Environment.CurrentManagedThreadId));
        }
    }));

    [Fact]
    public void What_is_added_may_add_more() => TurnThread.Do(() => TurnThread.Until(() =>
    {
        const int Wanted = 3 * MaxWaiting;
        var thread = Environment.CurrentManagedThreadId;
        var followed = 0;
        Turn.Begin(new ActionRunnable(Follow));
        return followed == Wanted;

        void Follow()
        {
            if (Environment.CurrentManagedThreadId == thread && ++followed < Wanted)
                Turn.TryAdd(new ActionRunnable(Follow));
        }
    }));

    [Fact]
    public void No_more_than_eight_wait() => TurnThread.Do(() =>
    {
        var ran = new CountdownEvent(MaxWaiting);

        TurnThread.WithFull(
            MaxWaiting,
            _ => ran.Signal(),
            then: () => Assert.False(Turn.TryAdd(new ActionRunnable(() => Assert.Fail("no room")))));

        Assert.True(ran.Wait(Patience));
    });

    [Fact]
    public void A_long_turn_takes_nothing_in_and_what_waits_goes_to_the_pool() => TurnThread.Do(() =>
    {
        var ran = new CountdownEvent(MaxWaiting - 1);
        var elsewhere = 0;

        TurnThread.WithFull(
            MaxWaiting - 1,
            _ =>
            {
                if (!Thread.CurrentThread.IsThreadPoolThread)
                    Interlocked.Increment(ref elsewhere);
                ran.Signal();
            },
            then: () =>
            {
                LastLong();
                Assert.False(Turn.TryAdd(new ActionRunnable(() => Assert.Fail("too late"))));
            });

        Assert.True(ran.Wait(Patience));
        Assert.Equal(0, elsewhere);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_that_waits_when_a_turn_ends_goes_to_the_pool_and_nothing_is_left_to_the_next(bool throws) => TurnThread.Do(() =>
    {
        var ran = new CountdownEvent(MaxWaiting);
        var elsewhere = 0;

        var fault = Record.Exception(() => TurnThread.WithFull(
            MaxWaiting,
            _ =>
            {
                if (!Thread.CurrentThread.IsThreadPoolThread)
                    Interlocked.Increment(ref elsewhere);
                ran.Signal();
            },
            then: () =>
            {
                if (throws)
                    throw new NotSupportedException();
                LastLong();
            }));
        // What was left behind would run in these.
        for (var turns = 0; turns < MaxWaiting; turns++)
            Turn.Begin(new ActionRunnable(() => { }));

        Assert.Equal(throws ? typeof(NotSupportedException) : null, fault?.GetType());
        Assert.True(ran.Wait(Patience));
        Assert.Equal(0, elsewhere);
    });

    [Fact]
    public void What_a_blocked_turn_waits_for_is_run_by_the_pool_and_only_once() => TurnThread.Do(() =>
    {
        var ran = new CountdownEvent(MaxWaiting);
        var runs = 0;

        TurnThread.WithFull(
            MaxWaiting,
            _ =>
            {
                Interlocked.Increment(ref runs);
                ran.Signal();
            },
            then: () => Assert.True(ran.Wait(Patience)));

        Assert.Equal(MaxWaiting, Volatile.Read(ref runs));
    });

    [Fact]
    public void An_exception_ends_the_turn_and_what_waits_goes_to_the_pool() => TurnThread.Do(() =>
    {
        var ran = new ManualResetEventSlim();

        Assert.Throws<NotSupportedException>(() =>
            TurnThread.WithFull(1, _ => ran.Set(), then: () => throw new NotSupportedException()));

        Assert.True(ran.Wait(Patience));
        Assert.False(Turn.TryAdd(new ActionRunnable(() => Assert.Fail("no turn"))));
        var next = new ManualResetEventSlim();
        TurnThread.WithFull(1, _ => next.Set(), then: () => { });
        Assert.True(next.Wait(Patience));
    });

    [Fact]
    public void A_turn_within_a_turn_is_part_of_it() => TurnThread.Do(() =>
    {
        var waiting = new ManualResetEventSlim();
        var ran = false;

        TurnThread.WithFull(1, _ => waiting.Set(), then: () =>
        {
            Turn.Begin(new ActionRunnable(() => ran = true));
            Assert.True(ran);
            Assert.False(waiting.IsSet);
        });

        Assert.True(waiting.Wait(Patience));
    });

    [Fact]
    public void What_a_run_leaves_in_its_context_is_not_there_for_the_next() => TurnThread.Do(() =>
    {
        var local = new AsyncLocal<string?>();
        string? seen = null;
        SynchronizationContext? context = null;

        TurnThread.Until(() =>
        {
            local.Value = "before";
            SynchronizationContext.SetSynchronizationContext(null);
            var thread = Environment.CurrentManagedThreadId;
            var ranOn = 0;
            TurnThread.WithFull(
                1,
                _ => (seen, context, ranOn) = (local.Value, SynchronizationContext.Current, Environment.CurrentManagedThreadId),
                then: () =>
                {
                    local.Value = "of the first";
                    SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                });
            return ranOn == thread;
        });

        Assert.Equal("before", seen);
        Assert.Null(context);
    });

    /// <summary>Longer than any turn takes something in.</summary>
    private static void LastLong()
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(1);)
            Thread.SpinWait(10);
    }
}
