using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Serialization;

namespace Akka.Remote;

/// <summary>Makes references to actors of this process, and to those of other systems.</summary>
public class RemoteActorRefProvider : IRemoteActorRefProvider
{
    private readonly LocalActorRefProvider _local;
    private readonly EventStream _eventStream;
    private RemoteTransport? _transport;
    private IActorRef? _remoteWatcher;
    private Information? _information;

    public RemoteActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        settings.InjectTopLevelFallback(ConfigurationFactory.FromResource<RemoteActorRefProvider>("Akka.Remote.Configuration.Remote.conf"));
        Settings = settings;
        RemoteSettings = new RemoteSettings(settings.Config);
        _eventStream = eventStream;
        _local = new LocalActorRefProvider(systemName, settings, eventStream);
    }

    public Settings Settings { get; }

    public RemoteSettings RemoteSettings { get; }

    public RemoteTransport Transport => _transport ?? throw NotStarted();

    /// <summary>Watches over other systems for those who watch actors there.</summary>
    public IActorRef RemoteWatcher => _remoteWatcher ?? throw NotStarted();

    public IInternalActorRef RootGuardian => _local.RootGuardian;

    public LocalActorRef Guardian => _local.Guardian;

    public LocalActorRef SystemGuardian => _local.SystemGuardian;

    public IActorRef DeadLetters => _local.DeadLetters;

    public ActorPath RootPath => _local.RootPath;

    /// <summary>Under which others reach this system.</summary>
    public Address DefaultAddress => Transport.DefaultAddress;

    public IInternalActorRef TempContainer => _local.TempContainer;

    public Task TerminationTask => _local.TerminationTask;

    public Information SerializationInformation => _information ?? throw NotStarted();

    /// <exception cref="RemoteTransportException">Its port can't be listened on.</exception>
    public virtual void Init(ActorSystemImpl system)
    {
        _local.Init(system);
        _transport = new Transport.Remoting(system, this);
        _transport.Start();
        _information = new Information(_transport.DefaultAddress, system);
        _remoteWatcher = CreateRemoteWatcher(system);
        system.SystemActorOf(Props.Create(() => new RemotingTerminator(_transport)), "remoting-terminator");
    }

    public IInternalActorRef ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async) =>
        _local.ActorOf(system, props, supervisor, path, systemService, deploy, lookupDeploy, async);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, TempPath(), this);

    public ActorPath TempPath() => _local.TempPath();

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _local.RegisterTempActor(actorRef, path);

    public void UnregisterTempActor(ActorPath path) => _local.UnregisterTempActor(path);

    public IActorRef RootGuardianAt(Address address) => HasAddress(address)
        ? RootGuardian
        : address.HasGlobalScope ? CreateRemoteRef(new RootActorPath(address), Transport.LocalAddressForRemote(address)) : DeadLetters;

    public IActorRef ResolveActorRef(string path) => InternalResolveActorRef(path);

    public IActorRef ResolveActorRef(ActorPath actorPath) => Resolve(actorPath, null);

    public IActorRef InternalResolveActorRef(string path) => ActorPath.TryParse(path, out var parsed) ? Resolve(parsed, null) : DeadLetters;

    public IInternalActorRef ResolveActorRefWithLocalAddress(string path, Address localAddress) =>
        ActorPath.TryParse(path, out var parsed) ? Resolve(parsed, localAddress) : (IInternalActorRef)DeadLetters;

    public Address GetExternalAddressFor(Address address) =>
        HasAddress(address) ? _local.RootPath.Address
        : address.HasGlobalScope ? Transport.LocalAddressForRemote(address)
        : null!;

    public bool HasAddress(Address address) => address == _local.RootPath.Address || _transport?.Addresses.Contains(address) == true;

    public void Quarantine(Address address, int? uid) => Transport.Quarantine(address, uid);

    /// <summary>/system/remote-watcher, or another that watches over other systems.</summary>
    protected virtual IActorRef CreateRemoteWatcher(ActorSystemImpl system) => system.SystemActorOf(
        Remote.RemoteWatcher.Props(
            CreateRemoteWatcherFailureDetector(system),
            RemoteSettings.WatchHeartBeatInterval,
            RemoteSettings.WatchUnreachableReaperInterval,
            RemoteSettings.WatchHeartbeatExpectedResponseAfter),
        "remote-watcher");

    protected DefaultFailureDetectorRegistry<Address> CreateRemoteWatcherFailureDetector(ActorSystem system) =>
        new(() => FailureDetectorLoader.Load(RemoteSettings.WatchFailureDetectorImplementationClass, RemoteSettings.WatchFailureDetectorConfig, system));

    protected virtual IInternalActorRef CreateRemoteRef(ActorPath actorPath, Address localAddress) =>
        new RemoteActorRef(Transport, localAddress, actorPath, Nobody.Instance, null, null);

    private IInternalActorRef Resolve(ActorPath path, Address? localAddress)
    {
        if (HasAddress(path.Address))
            return _local.Resolve(path.Elements, path.Uid);
        return path.Address.HasGlobalScope
            ? CreateRemoteRef(path, localAddress ?? Transport.LocalAddressForRemote(path.Address))
            : (IInternalActorRef)DeadLetters;
    }

    private static InvalidOperationException NotStarted() => new("Remoting hasn't started yet.");
}
