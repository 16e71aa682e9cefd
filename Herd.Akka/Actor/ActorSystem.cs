using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A tree of actors, with all that they share: dispatchers, scheduler, event stream, settings, extensions.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    private readonly long _started = global::System.Diagnostics.Stopwatch.GetTimestamp();
    private bool _disposed;

    public abstract Settings Settings { get; }

    public abstract string Name { get; }

    public abstract Dispatchers Dispatchers { get; }

    public abstract Mailboxes Mailboxes { get; }

    public abstract IScheduler Scheduler { get; }

    public abstract Serialization.Serialization Serialization { get; }

    public abstract EventStream EventStream { get; }

    public abstract IActorRef DeadLetters { get; }

    public abstract ILoggingAdapter Log { get; }

    /// <summary>When it was made, since the Unix epoch.</summary>
    public TimeSpan StartTime { get; } = DateTime.UtcNow - DateTime.UnixEpoch;

    public TimeSpan Uptime => global::System.Diagnostics.Stopwatch.GetElapsedTime(_started);

    /// <summary>Ends when the last actor has stopped.</summary>
    public abstract Task WhenTerminated { get; }

    /// <param name="name">Letters, digits, - and _, the last two not first.</param>
    /// <exception cref="ArgumentException">The name is another.</exception>
    public static ActorSystem Create(string name) => CreateAndStart(name, Config.Empty, ActorSystemSetup.Empty);

    /// <inheritdoc cref="Create(string)"/>
    public static ActorSystem Create(string name, Config config) => CreateAndStart(name, config, ActorSystemSetup.Empty);

    /// <inheritdoc cref="Create(string)"/>
    public static ActorSystem Create(string name, BootstrapSetup setup) => Create(name, ActorSystemSetup.Create(setup));

    /// <inheritdoc cref="Create(string)"/>
    public static ActorSystem Create(string name, ActorSystemSetup setup)
    {
        var bootstrap = setup.Get<BootstrapSetup>();
        return CreateAndStart(name, bootstrap.HasValue ? bootstrap.Value.Combined : Config.Empty, setup);
    }

    /// <summary>Makes an actor below /user.</summary>
    public abstract IActorRef ActorOf(Props props, string? name = null);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    /// <param name="actorPath">Absolute, or relative to /.</param>
    public abstract ActorSelection ActorSelection(string actorPath);

    public abstract void Stop(IActorRef actor);

    /// <summary>Stops all actors, /user's first. Runs the phases of <see cref="CoordinatedShutdown"/> first, unless the configuration says otherwise.</summary>
    public abstract Task Terminate();

    /// <summary>Runs some code when the last actor has stopped; what was registered last runs first.</summary>
    public abstract void RegisterOnTermination(Action code);

    public abstract object RegisterExtension(IExtensionId extension);

    public abstract object GetExtension(IExtensionId extensionId);

    public abstract T GetExtension<T>()
        where T : class, IExtension;

    public abstract bool HasExtension(Type type);

    public abstract bool HasExtension<T>()
        where T : class, IExtension;

    public abstract bool TryGetExtension(Type extensionType, out object extension);

    public abstract bool TryGetExtension<T>(out T extension)
        where T : class, IExtension;

    /// <summary>Terminates the system, without waiting for its end.</summary>
    public void Dispose()
    {
        if (!_disposed)
            Terminate();
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops all actors, without CoordinatedShutdown.</summary>
    internal abstract void FinalTerminate();

    private static ActorSystemImpl CreateAndStart(string name, Config config, ActorSystemSetup setup)
    {
        var system = new ActorSystemImpl(name, config, setup, Util.Option<Props>.None);
        system.Start();
        return system;
    }
}
