using System.Runtime.ExceptionServices;
using Xunit;

namespace Akka.Dispatch.Tests;

/// <summary>Lets a test have turns of a thread that isn't the pool's.</summary>
internal static class TurnThread
{
    /// <summary>Does something on a thread of its own, and fails as it does.</summary>
    public static void Do(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>
    /// A turn of this thread in which something waits. The machine may hold a thread up, and its turn is too long then to
    /// take that in: this is tried again.
    /// </summary>
    /// <param name="count">Runs that wait.</param>
    /// <param name="run">Told its place among those that wait.</param>
    /// <param name="then">Done in the turn when all wait, before they run.</param>
    public static void WithFull(int count, Action<int> run, Action then) => Until(() =>
    {
        var isFull = false;
        Turn.Begin(new ActionRunnable(() =>
        {
            // What was taken in by a try that failed does nothing when it runs.
            var all = new Attempt(run);
            for (var place = 0; place < count; place++)
            {
                if (!Turn.TryAdd(all.At(place)))
                    return;
            }

            all.Holds = isFull = true;
            then();
        }));
        return isFull;
    });

    /// <summary>Tries again what a slow machine can spoil, but not for ever.</summary>
    public static void Until(Func<bool> attempt)
    {
        for (var tries = 0; tries < 10_000; tries++)
        {
            if (attempt())
                return;
        }

        Assert.Fail("no turn went as it should");
    }

    private sealed class Attempt(Action<int> run)
    {
        /// <summary>Set before any of them runs, or never.</summary>
        public bool Holds { get; set; }

        public IRunnable At(int place) => new ActionRunnable(() =>
        {
            if (Holds)
                run(place);
        });
    }
}
