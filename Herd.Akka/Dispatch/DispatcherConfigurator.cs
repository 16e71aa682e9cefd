using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary><c>type = Dispatcher</c>: one dispatcher for all.</summary>
public sealed class DispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly Dispatcher _dispatcher;

    public DispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        _dispatcher = new Dispatcher(
            this,
            config.GetString("id")!,
            config.GetInt("throughput"),
            config.GetTimeSpan("throughput-deadline-time").Ticks,
            config.GetTimeSpan("shutdown-timeout"));

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
