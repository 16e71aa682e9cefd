using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Internal;
using Akka.Util;

namespace Akka.TestKit;

/// <summary>
/// An actor system to test actors in, and a test actor in it whose messages the test can expect. A test class doesn't
/// inherit from this directly, but from the TestKit for its test framework.
/// </summary>
public abstract partial class TestKitBase : IActorRefFactory
{
    private static readonly Config Defaults = ConfigurationFactory.FromResource<TestKitBase>("Akka.TestKit.Internal.Reference.conf");
    private static readonly Config FullDebug = ConfigurationFactory.ParseString("""
        akka {
          loglevel = DEBUG
          stdout-loglevel = DEBUG
          log-dead-letters = on
          log-dead-letters-during-shutdown = on
          actor.debug { receive = on, autoreceive = on, lifecycle = on, event-stream = on, unhandled = on, fsm = on, router-misconfiguration = on }
        }
        """);
    private static long _testActors;

    private readonly ITestKitAssertions _assertions;
    private readonly TestActorQueue _queue = new();
    private readonly EventFilterFactory _eventFilters;
    private readonly ActorCell _testActorCell;
    private MessageEnvelope _lastMessage = NullMessageEnvelope.Instance;

    /// <summary>Uses a system, or makes one with <see cref="DefaultConfig"/>.</summary>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystem? system = null, string? testActorName = null)
        : this(assertions, system, ActorSystemSetup.Empty, null, testActorName)
    {
    }

    /// <summary>Makes a system, with <see cref="DefaultConfig"/> as the fallback.</summary>
    protected TestKitBase(ITestKitAssertions assertions, ActorSystemSetup setup, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, setup, actorSystemName, testActorName)
    {
    }

    /// <summary>Makes a system, with <see cref="DefaultConfig"/> as the fallback.</summary>
    protected TestKitBase(ITestKitAssertions assertions, Config config, string? actorSystemName = null, string? testActorName = null)
        : this(assertions, null, ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config)), actorSystemName, testActorName)
    {
    }

    protected TestKitBase(ITestKitAssertions assertions, ActorSystem? system, ActorSystemSetup config, string? actorSystemName, string? testActorName)
    {
        ArgumentNullException.ThrowIfNull(assertions);
        _assertions = assertions;
        Sys = system ?? ActorSystem.Create(actorSystemName ?? "test", WithDefaults(config));
        TestKitSettings = TestKitExtension.For(Sys);
        RegisterTestDispatcher(Sys);
        Log = Logging.GetLogger(Sys, GetType());
        _eventFilters = new EventFilterFactory(this);
        TestActor = CreateTestActor(string.IsNullOrEmpty(testActorName) ? $"testActor{Interlocked.Increment(ref _testActors)}" : testActorName);
        _testActorCell = ((LocalActorRef)TestActor).Cell;
        if (this is not TestProbe)
            BecomeSender();
    }

    /// <summary>The defaults of the test kit.</summary>
    public static Config DefaultConfig => Defaults;

    /// <summary>Logs all that can be logged.</summary>
    public static Config FullDebugConfig => FullDebug;

    /// <summary>The time of day, since year 1.</summary>
    public static TimeSpan Now => TimeSpan.FromTicks(DateTime.UtcNow.Ticks);

    /// <summary>The actor system.</summary>
    public ActorSystem Sys { get; }

    public TestKitSettings TestKitSettings { get; }

    /// <summary>Logs as the test class.</summary>
    public ILoggingAdapter Log { get; }

    /// <summary>What the test can expect is what this actor is told. The test sends in this actor's name.</summary>
    public IActorRef TestActor { get; }

    /// <summary>Who sent the message that was received last.</summary>
    /// <exception cref="IllegalActorStateException">None was received.</exception>
    public IActorRef LastSender => _lastMessage.Sender;

    /// <summary>The message that was received last.</summary>
    /// <exception cref="IllegalActorStateException">None was received.</exception>
    public object LastMessage => _lastMessage.Message;

    /// <summary>Something can be received without waiting.</summary>
    public bool HasMessages => _queue.Count > 0;

    /// <summary>Expects log events, or keeps them from being logged.</summary>
    public EventFilterFactory EventFilter => _eventFilters;

    /// <summary><see cref="EventFilter"/> for another actor system; its loggers must include <see cref="TestEventListener"/>.</summary>
    public EventFilterFactory CreateEventFilter(ActorSystem system) => new(this, system);

    /// <summary>Makes another actor whose messages go where those of <see cref="TestActor"/> go.</summary>
    public IActorRef CreateTestActor(string name)
    {
        const string dispatcher = "akka.test.test-actor.dispatcher";
        var queue = _queue;
        var props = Props.Create(() => new InternalTestActor(queue))
            .WithDispatcher(Sys.Dispatchers.HasDispatcher(dispatcher) ? dispatcher : CallingThreadDispatcher.Id);
        return ((ExtendedActorSystem)Sys).SystemActorOf(props, name);
    }

    /// <summary>Makes a probe: a test actor of its own, with all that can be expected of one.</summary>
    public virtual TestProbe CreateTestProbe(string? name = null) => CreateTestProbe(Sys, name);

    public virtual TestProbe CreateTestProbe(ActorSystem system, string? name = null) => new(system, _assertions, name);

    /// <summary>Makes a latch that opens when it has been counted down this often.</summary>
    public virtual TestLatch CreateTestLatch(int count = 1) => new(Dilated, count, TestKitSettings.DefaultTimeout);

    /// <summary>Makes a barrier for this many participants.</summary>
    public TestBarrier CreateTestBarrier(int count) => new(this, count, TestKitSettings.DefaultTimeout);

    /// <summary>Gives a system that wasn't made with the test kit's configuration the dispatcher of tests.</summary>
    internal static void RegisterTestDispatcher(ActorSystem system) => system.Dispatchers.RegisterConfigurator(
        CallingThreadDispatcher.Id,
        new CallingThreadDispatcherConfigurator(Defaults.GetConfig(CallingThreadDispatcher.Id)!, system.Dispatchers.Prerequisites));

    private static ActorSystemSetup WithDefaults(ActorSystemSetup setup) =>
        setup.WithSetup(setup.Get<BootstrapSetup>().GetOrElse(BootstrapSetup.Create()).WithConfigFallback(Defaults));

    private void BecomeSender()
    {
        var cell = this is INoImplicitSender ? null : _testActorCell;
        InternalCurrentActorCellKeeper.Current = cell;
        SynchronizationContext.SetSynchronizationContext(new ActorCellKeepingSynchronizationContext(cell));
    }

    private void LogCall(string format, params object[] args)
    {
        if (TestKitSettings.LogTestKitCalls)
            Log.Debug(format, args);
    }
}
