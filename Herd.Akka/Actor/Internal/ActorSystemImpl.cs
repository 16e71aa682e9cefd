using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

/// <summary>The actor system.</summary>
public partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentStack<Action> _terminationCallbacks = new();
    private readonly TaskCompletionSource _whenTerminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRef? _deadLetterListener;
    private int _terminating;

    public ActorSystemImpl(string name)
        : this(name, ConfigurationFactory.Default(), ActorSystemSetup.Empty, Option<Props>.None)
    {
    }

    public ActorSystemImpl(string name, Config config, ActorSystemSetup setup, Option<Props>? guardianProps = null)
    {
        if (name is null || !ValidName().IsMatch(name))
            throw new ArgumentException($"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-' or '_')", nameof(name));
        ArgumentNullException.ThrowIfNull(config);
        Name = name;
        GuardianProps = guardianProps ?? Option<Props>.None;
        Settings = new Settings(this, config, setup);
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        Log = new BusLogging(EventStream, $"ActorSystem({name})", typeof(ActorSystemImpl), Settings.LogFormatter);
        Scheduler = ConfiguredType.Create<IScheduler>(
            ConfiguredType.Find(Settings.SchedulerClass, "akka.scheduler.implementation"),
            Settings.Config.GetConfig("akka.scheduler"),
            Log);
        Provider = ConfiguredType.Create<IActorRefProvider>(ConfiguredType.Find(Settings.ProviderClass, "akka.actor.provider"), name, Settings, EventStream);
        Serialization = new Serialization.Serialization(this);
        Mailboxes = new Mailboxes(this);
        Dispatchers = new Dispatchers(this, new DefaultDispatcherPrerequisites(EventStream, Scheduler, Settings, Mailboxes), Log);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override Serialization.Serialization Serialization { get; }

    public override EventStream EventStream { get; }

    /// <summary>Who wants to know that another system is gone.</summary>
    internal AddressTerminatedTopic AddressTerminatedTopic { get; } = new();

    public override ILoggingAdapter Log { get; }

    public override IScheduler Scheduler { get; }

    /// <summary>The clock of timeouts: where time isn't real, the one that the scheduler goes by.</summary>
    internal TimeSpan Clock => (Scheduler as IVirtualTime)?.Elapsed ?? Scheduler.MonotonicClock;

    public override IActorRefProvider Provider { get; }

    public override Mailboxes Mailboxes { get; }

    public override Dispatchers Dispatchers { get; }

    public Option<Props> GuardianProps { get; }

    public override IActorRef DeadLetters => Provider.DeadLetters;

    public override IInternalActorRef Guardian => Provider.Guardian;

    public override IInternalActorRef SystemGuardian => Provider.SystemGuardian;

    public override IInternalActorRef LookupRoot => Provider.RootGuardian;

    public override Task WhenTerminated => _whenTerminated.Task;

    /// <summary>Starts the guardians, the loggers and the extensions.</summary>
    public void Start()
    {
        try
        {
            Provider.TerminationTask.ContinueWith(_ => Terminated(), TaskScheduler.Default);
            Provider.Init(this);
            EventStream.StartUnsubscriber(this);
            EventStream.StartDefaultLoggers(this);
            if (Settings.LogDeadLetters > 0)
                _deadLetterListener = SystemActorOf(Props.Create(() => new DeadLetterListener()), "deadLetterListener");
            if (Settings.DebugUnhandledMessage)
                SystemActorOf(Props.Create(() => new UnhandledMessageForwarder()), "UnhandledMessageForwarder");
            LoadExtensions();
            if (Settings.LogConfigOnStart)
                Log.Info(Settings.ToString());
        }
        catch
        {
            FinalTerminate();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string? name = null) => Provider.Guardian.Cell.AttachChild(props, false, name);

    public override IActorRef SystemActorOf(Props props, string? name = null) => Provider.SystemGuardian.Cell.AttachChild(props, true, name);

    public override IActorRef SystemActorOf<TActor>(string? name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, LookupRoot);

    public override void Stop(IActorRef actor)
    {
        var parent = ((IInternalActorRef)actor).Parent;
        if (parent.Equals(Guardian) || parent.Equals(SystemGuardian))
            parent.Tell(new Dispatch.SysMsg.StopChild(actor), ActorRefs.NoSender);
        else
            ((IInternalActorRef)actor).Stop();
    }

    public override Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate)
            CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            FinalTerminate();
        return WhenTerminated;
    }

    public override void Abort() => FinalTerminate();

    public override void RegisterOnTermination(Action code) => _terminationCallbacks.Push(code);

    public override object RegisterExtension(IExtensionId extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var lazy = _extensions.GetOrAdd(extension.ExtensionType, _ => new Lazy<object>(() => extension.CreateExtension(this)));
        try
        {
            return lazy.Value;
        }
        catch
        {
            // An extension that couldn't be made isn't there: asking again tries again.
            _extensions.TryRemove(KeyValuePair.Create(extension.ExtensionType, lazy));
            throw;
        }
    }

    public override object GetExtension(IExtensionId extensionId) => TryGetExtension(extensionId.ExtensionType, out var extension) ? extension : null!;

    public override T GetExtension<T>() => TryGetExtension<T>(out var extension) ? extension : null!;

    public override bool HasExtension(Type type) => typeof(IExtension).IsAssignableFrom(type) && _extensions.ContainsKey(type);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        var found = _extensions.TryGetValue(extensionType, out var lazy);
        extension = lazy?.Value!;
        return found;
    }

    public override bool TryGetExtension<T>(out T extension)
    {
        var found = TryGetExtension(typeof(T), out var any);
        extension = (any as T)!;
        return found;
    }

    public override string ToString() => LookupRoot.Path.Root.Address.ToString();

    internal override void FinalTerminate()
    {
        if (Interlocked.Exchange(ref _terminating, 1) != 0)
            return;
        Log.Debug("System shutdown initiated");
        if (!Settings.LogDeadLettersDuringShutdown && _deadLetterListener is not null)
            Stop(_deadLetterListener);
        Guardian.Stop();
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9-_]*$")]
    private static partial Regex ValidName();

    private void LoadExtensions()
    {
        foreach (var name in Settings.Config.GetStringList("akka.extensions"))
        {
            var type = ConfiguredType.TryFind(name);
            if (type is not null && typeof(IExtensionId).IsAssignableFrom(type))
                RegisterExtension((IExtensionId)(type.GetField("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) ?? Activator.CreateInstance(type)!));
            else
                Log.Error("[{0}] is not an 'ExtensionId', skipping...", name);
        }
    }

    private void Terminated()
    {
        while (_terminationCallbacks.TryPop(out var callback))
        {
            try
            {
                callback();
            }
            catch (Exception e)
            {
                Log.Error(e, "A termination callback failed");
            }
        }
        (Scheduler as IDisposable)?.Dispose();
        foreach (var extension in _extensions.Values)
            (extension.Value as IDisposable)?.Dispose();
        _whenTerminated.TrySetResult();
    }
}
