using System.Collections.Concurrent;
using Akka.Actor.Internal;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Makes references to actors of this process.</summary>
public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly RootActorPath _rootPath;
    private readonly ActorPath _tempPath;
    private readonly TaskCompletionSource<Status> _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, IInternalActorRef> _extraNames = new();
    private readonly DeadLetterActorRef _deadLetters;
    private RootGuardianActorRef _rootGuardian = null!;
    private VirtualPathContainer _temp = null!;
    private Serialization.Information? _information;
    private long _tempNumber;

    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        Settings = settings;
        EventStream = eventStream;
        _rootPath = new RootActorPath(new Address("akka", systemName));
        _tempPath = _rootPath / "temp";
        _deadLetters = new DeadLetterActorRef(this, _rootPath / "deadLetters", eventStream);
        Log = Logging.GetLogger((LoggingBus)eventStream, "LocalActorRefProvider(" + _rootPath.Address + ")");
    }

    public Settings Settings { get; }

    public EventStream EventStream { get; }

    public ILoggingAdapter Log { get; }

    public IActorRef DeadLetters => _deadLetters;

    public ActorPath RootPath => _rootPath;

    public Address DefaultAddress => _rootPath.Address;

    public IInternalActorRef RootGuardian => _rootGuardian;

    public LocalActorRef Guardian { get; private set; } = null!;

    public LocalActorRef SystemGuardian { get; private set; } = null!;

    public IInternalActorRef TempContainer => _temp;

    public Task TerminationTask => _terminated.Task;

    public Serialization.Information SerializationInformation => _information
        ?? throw new InvalidOperationException("The provider isn't initialized yet.");

    public void Init(ActorSystemImpl system)
    {
        _information = new Serialization.Information(_rootPath.Address, system);
        var dispatcher = system.Dispatchers.Lookup(Dispatchers.InternalDispatcherId);
        var mailbox = new UnboundedMailbox();
        var supervisor = new RootGuardianSupervisor(_rootPath, this, _terminated, Log);
        _rootGuardian = new RootGuardianActorRef(
            system,
            Props.Create(() => new RootGuardianActor(this)).WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy),
            dispatcher,
            mailbox,
            supervisor,
            _rootPath,
            _deadLetters,
            _extraNames);
        _temp = new VirtualPathContainer(this, _tempPath, _rootGuardian, Log);
        _rootGuardian.SetTempContainer(_temp);
        _rootGuardian.Cell.ReserveChild("system");
        _rootGuardian.Cell.ReserveChild("user");
        var userStrategy = SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create();
        Guardian = NewGuardian("user", system.GuardianProps.GetOrElse(Props.Create(() => new GuardianActor()).WithSupervisorStrategy(userStrategy)));
        SystemGuardian = NewGuardian("system", Props.Create(() => new SystemGuardianActor(Guardian)));
        _rootGuardian.Start();
        Guardian.Start();
        SystemGuardian.Start();

        LocalActorRef NewGuardian(string name, Props props)
        {
            var guardian = new LocalActorRef(system, props, dispatcher, mailbox, _rootGuardian, new ChildActorPath(_rootPath, name, ActorUid.New()));
            _rootGuardian.Cell.InitChild(guardian);
            return guardian;
        }
    }

    public IInternalActorRef ActorOf(ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy, bool lookupDeploy, bool async)
    {
        if (lookupDeploy && Settings.DeployOf(path) is { } configured)
            props = props.WithDeploy(deploy.WithFallback(configured));
        try
        {
            var dispatcher = system.Dispatchers.Lookup(props.Dispatcher);
            var mailbox = system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config);
            return new LocalActorRef(system, props, dispatcher, mailbox, supervisor, path);
        }
        catch (Exception e)
        {
            throw new ConfigurationException(
                $"Configuration problem while creating {path} with dispatcher [{props.Dispatcher}] and mailbox [{props.Mailbox}]: {e.Message}", e);
        }
    }

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, TempPath(), this);

    public ActorPath TempPath() => _tempPath / Base64Name.Of(Interlocked.Increment(ref _tempNumber));

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _temp.AddChild(path.Name, actorRef);

    public void UnregisterTempActor(ActorPath path) => _temp.RemoveChild(path.Name);

    /// <summary>Makes a reference known under a name at the root.</summary>
    public void RegisterExtraName(string name, IInternalActorRef actor) => _extraNames[name] = actor;

    public IActorRef RootGuardianAt(Address address) => address == _rootPath.Address ? _rootGuardian : _deadLetters;

    public IActorRef ResolveActorRef(string path) => ActorPath.TryParse(path, out var parsed) ? ResolveActorRef(parsed) : _deadLetters;

    public IActorRef ResolveActorRef(ActorPath path)
    {
        if (path.Address != _rootPath.Address)
            return _deadLetters;
        return Resolve(path.Elements, path.Uid);
    }

    public Address GetExternalAddressFor(Address address) => address == _rootPath.Address ? address : null!;

    /// <param name="names">From the root.</param>
    /// <param name="uid">The incarnation; 0: any.</param>
    internal IInternalActorRef Resolve(IReadOnlyList<string> names, long uid)
    {
        var found = (IInternalActorRef)_rootGuardian.GetChild(names);
        return found.IsNobody() || (uid != ActorCell.UndefinedUid && uid != found.Path.Uid)
            ? new EmptyLocalActorRef(this, (_rootPath / names).WithUid(uid), EventStream)
            : found;
    }
}
