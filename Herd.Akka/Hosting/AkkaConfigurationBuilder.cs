using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.DependencyInjection;
using Akka.Hosting.Logging;
using Akka.Util;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Akka.Hosting;

/// <summary>Collects what an actor system is to be, until the host starts it.</summary>
public sealed class AkkaConfigurationBuilder
{
    /// <summary>What the actor system gets besides configuration and dependency injection.</summary>
    public readonly HashSet<Setup> Setups = [];

    private readonly string _actorSystemName;
    private readonly List<ActorStarterWithResolver> _actorStarters = [];
    private readonly List<StartupTask> _startupTasks = [];
    private readonly List<Type> _extensions = [];
    private bool _started;

    public AkkaConfigurationBuilder(IServiceCollection serviceCollection, string actorSystemName)
    {
        ServiceCollection = serviceCollection;
        _actorSystemName = actorSystemName;
    }

    /// <summary>The HOCON so far.</summary>
    public Option<Config> Configuration { get; private set; } = Option<Config>.None;

    internal IServiceCollection ServiceCollection { get; }

    /// <summary>Starts actors, after those of earlier calls.</summary>
    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry> starter) => StartActors((system, registry, _) =>
    {
        starter(system, registry);
        return Task.CompletedTask;
    });

    /// <inheritdoc cref="StartActors(Action{ActorSystem, IActorRegistry})"/>
    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry, IDependencyResolver> starter) => StartActors((system, registry, resolver) =>
    {
        starter(system, registry, resolver);
        return Task.CompletedTask;
    });

    /// <inheritdoc cref="StartActors(Action{ActorSystem, IActorRegistry})"/>
    public AkkaConfigurationBuilder StartActors(ActorStarter starter) => StartActors((system, registry, _) => starter(system, registry));

    /// <inheritdoc cref="StartActors(Action{ActorSystem, IActorRegistry})"/>
    public AkkaConfigurationBuilder StartActors(ActorStarterWithResolver starter)
    {
        _actorStarters.Add(starter);
        return this;
    }

    /// <summary>Runs when all actors are started, after those of earlier calls.</summary>
    public AkkaConfigurationBuilder AddStartup(Action<ActorSystem, IActorRegistry> startupTask) => AddStartup((system, registry) =>
    {
        startupTask(system, registry);
        return Task.CompletedTask;
    });

    /// <inheritdoc cref="AddStartup(Action{ActorSystem, IActorRegistry})"/>
    public AkkaConfigurationBuilder AddStartup(StartupTask startupTask)
    {
        _startupTasks.Add(startupTask);
        return this;
    }

    /// <summary>Loads an extension when the actor system starts.</summary>
    /// <exception cref="ConfigurationException">The type is abstract.</exception>
    public AkkaConfigurationBuilder WithExtension<T>()
        where T : IExtensionId => WithExtensions(typeof(T));

    /// <summary>Loads extensions when the actor system starts.</summary>
    /// <exception cref="ConfigurationException">A type is abstract, or no <see cref="IExtensionId"/>.</exception>
    public AkkaConfigurationBuilder WithExtensions(params Type[] extensions)
    {
        foreach (var extension in extensions)
        {
            if (!extension.IsAssignableTo(typeof(IExtensionId)) || !extension.IsClass || extension.IsAbstract)
                throw new ConfigurationException($"An extension must be a class that can be made and that implements {nameof(IExtensionId)}; {extension.FullName} isn't.");
            if (!_extensions.Contains(extension))
                _extensions.Add(extension);
        }

        return this;
    }

    internal void AddSetupCore(Setup setup)
    {
        switch (setup)
        {
            // Its configuration goes over what is there; the actor system's own is made when it starts.
            case BootstrapSetup { Config.HasValue: true } bootstrap:
                AddHoconCore(bootstrap.Config.Value, HoconAddMode.Prepend);
                break;
            case BootstrapSetup or DependencyResolverSetup:
                break;
            default:
                Setups.Add(setup);
                break;
        }
    }

    internal void AddHoconCore(Config hocon, HoconAddMode addMode)
    {
        ArgumentNullException.ThrowIfNull(hocon);
        var current = Configuration.HasValue ? Configuration.Value : Config.Empty;
        Configuration = new Option<Config>(addMode switch
        {
            HoconAddMode.Append => current.WithFallback(hocon),
            HoconAddMode.Prepend => hocon.SafeWithFallback(current),
            HoconAddMode.Replace => hocon,
            _ => throw new ArgumentOutOfRangeException(nameof(addMode), addMode, null),
        });
    }

    internal void Bind(Action<AkkaConfigurationBuilder, IServiceProvider> configure)
    {
        ServiceCollection.AddSingleton(services =>
        {
            configure(this, services);
            return this;
        });
        ServiceCollection.AddSingleton(services => services.GetRequiredService<AkkaConfigurationBuilder>().CreateSystem(services));
        ServiceCollection.AddSingleton(services => ActorRegistry.For(services.GetRequiredService<ActorSystem>()));
        ServiceCollection.AddSingleton<IActorRegistry>(services => services.GetRequiredService<ActorRegistry>());
        ServiceCollection.AddSingleton<IReadOnlyActorRegistry>(services => services.GetRequiredService<ActorRegistry>());
        ServiceCollection.AddSingleton(typeof(IRequiredActor<>), typeof(RequiredActor<>));
        ServiceCollection.AddHostedService<AkkaHostedService>();
    }

    internal async Task StartAsync(ActorSystem system)
    {
        if (_started)
            return;
        _started = true;

        var registry = ActorRegistry.For(system);
        var resolver = DependencyResolver.For(system).Resolver;
        foreach (var start in _actorStarters)
            await start(system, registry, resolver).ConfigureAwait(false);
        foreach (var run in _startupTasks)
            await run(system, registry).ConfigureAwait(false);
    }

    private ActorSystem CreateSystem(IServiceProvider services)
    {
        if (_extensions.Count > 0)
        {
            var configured = Configuration.HasValue ? Configuration.Value.GetStringList("akka.extensions") : [];
            var all = configured.Concat(_extensions.Select(extension => extension.AssemblyQualifiedName!));
            AddHoconCore($"akka.extensions = [{string.Join(", ", all.Select(name => $"\"{name}\""))}]", HoconAddMode.Prepend);
        }

        if (!Setups.Any(setup => setup is LoggerFactorySetup) && services.GetService<ILoggerFactory>() is { } loggers)
            Setups.Add(new LoggerFactorySetup(loggers));

        var bootstrap = BootstrapSetup.Create().WithConfig(Configuration.HasValue ? Configuration.Value : Config.Empty);
        return ActorSystem.Create(_actorSystemName, ActorSystemSetup.Create([bootstrap, DependencyResolverSetup.Create(services), .. Setups]));
    }
}
