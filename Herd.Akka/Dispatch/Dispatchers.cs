using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The dispatchers of an actor system, by the path of their configuration.</summary>
public sealed class Dispatchers
{
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";

    internal const string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, Lazy<MessageDispatcherConfigurator>> _configurators = new();

    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites, ILoggingAdapter logger)
    {
        _system = system;
        Prerequisites = prerequisites;
    }

    public IDispatcherPrerequisites Prerequisites { get; }

    public Config DefaultDispatcherConfig => IdConfig(DefaultDispatcherId).WithFallback(_system.Settings.Config.GetConfig(DefaultDispatcherId)!);

    public MessageDispatcher DefaultGlobalDispatcher => Lookup(DefaultDispatcherId);

    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || _system.Settings.Config.HasPath(id);

    /// <exception cref="ConfigurationException">Nothing is configured at that path.</exception>
    public MessageDispatcher Lookup(string dispatcherName) => Configurator(dispatcherName).Dispatcher();

    /// <summary>Registers one that isn't in the configuration; false if the ID is taken.</summary>
    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) =>
        _configurators.TryAdd(id, new Lazy<MessageDispatcherConfigurator>(configurator));

    /// <summary>The configuration of a dispatcher, over that of the default one.</summary>
    internal Config GetConfig(string id)
    {
        if (_configurators.TryGetValue(id, out var known))
            return known.Value.Config;
        if (!_system.Settings.Config.HasPath(id))
            throw new ConfigurationException($"Dispatcher [{id}] not configured.");
        return IdConfig(id).WithFallback(_system.Settings.Config.GetConfig(id)!).WithFallback(DefaultDispatcherConfig);
    }

    private static Config IdConfig(string id) => ConfigurationFactory.ParseString($"id = \"{id}\"");

    private MessageDispatcherConfigurator Configurator(string id) =>
        _configurators.TryGetValue(id, out var known)
            ? known.Value
            : _configurators.GetOrAdd(id, new Lazy<MessageDispatcherConfigurator>(ConfiguratorFrom(GetConfig(id)))).Value;

    private MessageDispatcherConfigurator ConfiguratorFrom(Config config)
    {
        var id = config.GetString("id");
        return config.GetString("type") switch
        {
            "Dispatcher" => new DispatcherConfigurator(config, Prerequisites),
            "PinnedDispatcher" => new PinnedDispatcherConfigurator(config, Prerequisites),
            null or "" => throw new ConfigurationException($"Missing dispatcher type for {id}: set {id}.type."),
            var type => ConfiguredType.Create<MessageDispatcherConfigurator>(ConfiguredType.Find(type, $"{id}.type"), config, Prerequisites),
        };
    }
}
