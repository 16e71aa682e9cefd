using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>
/// Ends an actor system in phases: the tasks of a phase run together, and the next phase begins when all of them are
/// over or the phase's time is up. The phases, their order and their times stand in akka.coordinated-shutdown.
/// Runs once, however often and by whomever it is started.
/// </summary>
public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private readonly ShutdownPhases _phases;
    private readonly ILoggingAdapter _log;
    private readonly ConcurrentDictionary<string, ImmutableList<(string Name, Func<Task<Done>> Run)>> _tasks = new();
    private readonly TaskCompletionSource<Done> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Reason? _reason;
    private volatile bool _processExits;

    internal CoordinatedShutdown(ExtendedActorSystem system, ShutdownPhases phases)
    {
        System = system;
        _phases = phases;
        _log = Logging.GetLogger(system, typeof(CoordinatedShutdown));
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Why it was started, or null when it hasn't been.</summary>
    public Reason? ShutdownReason => Volatile.Read(ref _reason);

    /// <summary>The sum of the timeouts of all phases that have tasks.</summary>
    public TimeSpan TotalTimeout => _tasks.Keys.Aggregate(TimeSpan.Zero, (sum, phase) => sum + Timeout(phase));

    public static CoordinatedShutdown Get(ActorSystem sys) =>
        sys.WithExtension<CoordinatedShutdown, CoordinatedShutdownExtension>();

    /// <summary>Adds a task to a phase. While the shutdown runs, tasks can still be added to phases that haven't begun.</summary>
    /// <param name="phase">A phase of the configuration.</param>
    /// <param name="taskName">For the log.</param>
    /// <param name="task">Begins the task and gives what completes with it.</param>
    /// <exception cref="ConfigurationException">There is no such phase.</exception>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        if (!_phases.Ordered.Contains(phase))
            throw new ConfigurationException($"Unknown phase [{phase}], known phases [{string.Join(",", _phases.Ordered)}].");
        _tasks.AddOrUpdate(phase, _ => [(taskName, task)], (_, tasks) => tasks.Add((taskName, task)));
    }

    /// <summary>The time that a phase may take.</summary>
    /// <exception cref="ArgumentException">The configuration has no such phase.</exception>
    public TimeSpan Timeout(string phase) =>
        _phases.Find(phase)?.Timeout ?? throw new ArgumentException($"Unknown phase [{phase}]. All phases must be defined in configuration.");

    /// <summary>Starts the shutdown, if it hasn't been started yet.</summary>
    /// <param name="reason">Why; tasks can look at <see cref="ShutdownReason"/>.</param>
    /// <param name="fromPhase">The first phase to run; null for all.</param>
    /// <returns>Completes with the last phase; faulted when a phase without recover has failed or timed out, which ends the shutdown.</returns>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            var phases = fromPhase is null ? _phases.Ordered : _phases.Ordered.SkipWhile(phase => phase != fromPhase);
            _ = Task.Run(() => RunPhases([.. phases]));
        }

        return _done.Task;
    }

    /// <summary>The last phase's own task.</summary>
    internal async Task<Done> End(bool terminateActorSystem, bool exitClr)
    {
        if (terminateActorSystem)
        {
            System.FinalTerminate();
            var terminated = System.WhenTerminated;
            // With exit-clr an actor system that takes too long doesn't keep the process.
            await (exitClr ? Task.WhenAny(terminated, Task.Delay(Timeout(PhaseActorSystemTerminate))) : terminated).ConfigureAwait(false);
        }

        if (exitClr && !_processExits)
            Environment.Exit(0);
        return Done.Instance;
    }

    /// <summary>Runs the shutdown when the process ends (Environment.Exit, the end of Main) and holds the process until it is over.</summary>
    internal void RunAtProcessExit()
    {
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        System.WhenTerminated.ContinueWith(_ => AppDomain.CurrentDomain.ProcessExit -= OnProcessExit, TaskScheduler.Default);

        void OnProcessExit(object? sender, EventArgs e)
        {
            _processExits = true;
            try
            {
                Run(ClrExitReason.Instance).Wait(TotalTimeout);
            }
            catch (AggregateException failure)
            {
                _log.Warning("Coordinated shutdown at the end of the process failed: {0}", failure.InnerException?.Message);
            }
        }
    }

    private async Task RunPhases(string[] phases)
    {
        try
        {
            foreach (var phase in phases)
                if (_tasks.TryGetValue(phase, out var tasks))
                    await RunPhase(phase, tasks).ConfigureAwait(false);
            _done.SetResult(Done.Instance);
        }
        catch (Exception e)
        {
            _done.SetException(e);
        }
    }

    private async Task RunPhase(string phase, ImmutableList<(string Name, Func<Task<Done>> Run)> tasks)
    {
        _log.Debug("Performing phase [{0}] with [{1}] tasks: [{2}]", phase, tasks.Count, string.Join(", ", tasks.Select(task => task.Name)));

        // A phase that others only depend on has no settings of its own, and recovers as all do by default.
        var settings = _phases.Find(phase);
        var recover = settings?.Recover ?? true;
        var all = Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Run, recover)));
        try
        {
            await (settings is null ? all : all.WaitAsync(settings.Timeout)).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!all.IsCompleted)
        {
            if (!recover)
                throw new TimeoutException($"Coordinated shutdown phase [{phase}] timed out after {settings!.Timeout}");
            _log.Warning("Coordinated shutdown phase [{0}] timed out after {1}", phase, settings!.Timeout);
        }
    }

    private async Task RunTask(string phase, string name, Func<Task<Done>> run, bool recover)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception e) when (recover)
        {
            _log.Warning("Task [{0}] failed in phase [{1}]: {2}", name, phase, e.Message);
        }
    }

    /// <summary>Why a shutdown was started. Applications may define their own.</summary>
    public class Reason
    {
        protected Reason()
        {
        }
    }

    /// <summary>Nobody said why.</summary>
    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    /// <summary><see cref="ActorSystem.Terminate"/> was called.</summary>
    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    /// <summary>The process ends.</summary>
    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }

    /// <summary>The cluster has downed this node.</summary>
    public class ClusterDowningReason : Reason
    {
        public static readonly Reason Instance = new ClusterDowningReason();

        private ClusterDowningReason()
        {
        }
    }

    /// <summary>This node leaves its cluster.</summary>
    public class ClusterLeavingReason : Reason
    {
        public static readonly Reason Instance = new ClusterLeavingReason();

        private ClusterLeavingReason()
        {
        }
    }

    /// <summary>No seed node of the cluster could be joined.</summary>
    public class ClusterJoinUnsuccessfulReason : Reason
    {
        public static readonly Reason Instance = new ClusterJoinUnsuccessfulReason();

        private ClusterJoinUnsuccessfulReason()
        {
        }
    }
}
