using Akka.Configuration;
using Akka.Dispatch;

namespace Akka.TestKit;

/// <summary><c>type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"</c>.</summary>
public class CallingThreadDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly CallingThreadDispatcher _dispatcher;

    public CallingThreadDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) => _dispatcher = new CallingThreadDispatcher(this);

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
