using Akka.Configuration;

namespace Akka.Dispatch;

/// <summary>Makes dispatchers from configuration. Named there as <c>type</c>; made with (Config, IDispatcherPrerequisites).</summary>
public abstract class MessageDispatcherConfigurator
{
    protected MessageDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }

    /// <summary>The dispatcher for one more actor: mostly the same for all.</summary>
    public abstract MessageDispatcher Dispatcher();
}
