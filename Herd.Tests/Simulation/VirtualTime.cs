using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace Herd.Tests.Simulation;

/// <summary>Akka's test scheduler with virtual monotonic clocks, too; by default they are the machine's.</summary>
internal sealed class VirtualTime : TestScheduler, ITimeProvider
{
    private DateTimeOffset _start;

    public VirtualTime(Config settings, ILoggingAdapter log)
        : base(settings, log) => StartAnew();

    TimeSpan ITimeProvider.MonotonicClock => Now - _start;

    TimeSpan ITimeProvider.HighResMonotonicClock => Now - _start;

    public void StartAnew() => _start = Now;
}
