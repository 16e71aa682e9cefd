using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2.Internals;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2;

/// <summary>The base of test classes for xunit 2: an actor system for each test, terminated when the test is over.</summary>
public class TestKit : TestKitBase, IDisposable
{
    /// <summary>The output of the test, which gets the log; null if it wasn't given.</summary>
    protected readonly ITestOutputHelper? Output;

    private bool _disposed;

    /// <param name="system">Null: one is made, with <see cref="DefaultConfig"/>.</param>
    /// <param name="output">Gets the log.</param>
    public TestKit(ActorSystem? system = null, ITestOutputHelper? output = null)
        : base(Assertions, system)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <param name="config">Setups of the system that is made.</param>
    /// <param name="actorSystemName">Default: test.</param>
    /// <param name="output">Gets the log.</param>
    public TestKit(ActorSystemSetup config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(Assertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <param name="config">Of the system that is made; <see cref="DefaultConfig"/> is its fallback.</param>
    /// <param name="actorSystemName">Default: test.</param>
    /// <param name="output">Gets the log.</param>
    public TestKit(Config config, string? actorSystemName = null, ITestOutputHelper? output = null)
        : base(Assertions, config, actorSystemName)
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <inheritdoc cref="TestKit(Config, string, ITestOutputHelper)"/>
    public TestKit(string config, ITestOutputHelper? output = null)
        : base(Assertions, ConfigurationFactory.ParseString(config))
    {
        Output = output;
        InitializeLogger(Sys);
    }

    /// <summary>The defaults of the test kit.</summary>
    public static new Config DefaultConfig => TestKitBase.DefaultConfig;

    /// <summary>Logs all that can be logged.</summary>
    public static new Config FullDebugConfig => TestKitBase.FullDebugConfig;

    protected static XunitAssertions Assertions { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Is called when the test is over, before the system is terminated.</summary>
    protected virtual void AfterAll()
    {
    }

    /// <summary>Makes a system log to the output of the test.</summary>
    protected void InitializeLogger(ActorSystem system) => InitializeLogger(system, "");

    /// <inheritdoc cref="InitializeLogger(ActorSystem)"/>
    /// <param name="prefix">Put before each line.</param>
    protected void InitializeLogger(ActorSystem system, string prefix)
    {
        if (Output is null)
            return;
        RegisterTestDispatcher(system);
        var output = prefix.Length == 0 ? Output : new PrefixedOutput(Output, prefix);
        var logger = ((ExtendedActorSystem)system).SystemActorOf(
            Props.Create(() => new TestOutputLogger(output)).WithDispatcher(CallingThreadDispatcher.Id),
            "log-test");
        logger.Tell(new InitializeLogger(system.EventStream), ActorRefs.NoSender);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            AfterAll();
        }
        finally
        {
            Shutdown();
            // The next test on this thread is another sender.
            InternalCurrentActorCellKeeper.Current = null;
        }
    }
}
