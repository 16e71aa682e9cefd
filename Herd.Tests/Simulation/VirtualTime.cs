using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit;

namespace Herd.Tests.Simulation;

/// <summary>Akka's scheduler for tests, whose monotonic clocks are the machine's; here they are virtual too.</summary>
internal sealed class VirtualTime : TestScheduler, ITimeProvider
{
    private DateTimeOffset _start;

    public VirtualTime(Config settings, ILoggingAdapter log)
        : base(settings, log) => StartAnew();

    TimeSpan ITimeProvider.MonotonicClock => Now - _start;

    TimeSpan ITimeProvider.HighResMonotonicClock => Now - _start;

    /// <summary>The monotonic clocks start at zero again.</summary>
    public void StartAnew() => _start = Now;
}
