using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary><c>type = PinnedDispatcher</c>: one dispatcher for each actor.</summary>
internal sealed class PinnedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    public override MessageDispatcher Dispatcher() => new PinnedDispatcher(
        this,
        Config.GetString("id")!,
        Config.GetInt("throughput"),
        Config.GetTimeSpan("throughput-deadline-time").Ticks,
        Config.GetTimeSpan("shutdown-timeout"));
}
