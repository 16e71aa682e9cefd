using Akka.Event;
using Akka.TestKit.Internal;

namespace Akka.TestKit;

public abstract partial class TestKitBase
{
    /// <summary>Runs an assertion again and again until it doesn't throw. When time is over, what it threw last is thrown.</summary>
    /// <param name="assertion">Throws as long as things aren't as they should be.</param>
    /// <param name="duration">The longest wait, dilated; default: <see cref="RemainingOrDefault"/>.</param>
    /// <param name="interval">The time from run to run; default: 100 ms.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public void AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        var retries = StartRetries(duration, interval);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                assertion();
                return;
            }
            catch (Exception) when (MayRetry(ref retries))
            {
            }
            cancellationToken.WaitHandle.WaitOne(retries.Pause);
        }
    }

    /// <inheritdoc cref="AwaitAssert"/>
    public Task AwaitAssertAsync(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default) =>
        AwaitAssertAsync(
            () =>
            {
                assertion();
                return Task.CompletedTask;
            },
            duration,
            interval,
            cancellationToken);

    /// <inheritdoc cref="AwaitAssert"/>
    public async Task AwaitAssertAsync(Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        var retries = StartRetries(duration, interval);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // The assertion is the test's: it goes on where the test does.
                await assertion();
                return;
            }
            catch (Exception) when (MayRetry(ref retries))
            {
            }
            await Task.Delay(retries.Pause, cancellationToken);
        }
    }

    private Retries StartRetries(TimeSpan? duration, TimeSpan? interval)
    {
        var between = interval ?? TimeSpan.FromMilliseconds(100);
        if (!between.IsInfinite())
            between.EnsureIsFinite(nameof(interval));
        var start = Now;
        return new Retries(start, start + RemainingOrDilated(duration), between, 0, TimeSpan.Zero);
    }

    private bool MayRetry(ref Retries retries)
    {
        var now = Now;
        retries = retries with { Attempts = retries.Attempts + 1, Pause = NotBelowZero(retries.Stop - now).Min(retries.Interval) };
        if (now < retries.Stop)
            return true;
        Sys.Log.Warning("AwaitAssert failed, timeout [{0}] is over after [{1}] attempts and [{2}] elapsed time", retries.Stop - retries.Start, retries.Attempts, now - retries.Start);
        return false;
    }

    private readonly record struct Retries(TimeSpan Start, TimeSpan Stop, TimeSpan Interval, int Attempts, TimeSpan Pause);
}
