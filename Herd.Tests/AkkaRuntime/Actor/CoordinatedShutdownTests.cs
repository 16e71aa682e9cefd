using System.Collections.Concurrent;
using Akka;
using Akka.Actor;
using Akka.Configuration;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class CoordinatedShutdownTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _ran = new();
    private ActorSystem? _system;

    [Fact]
    public async Task Phases_run_in_their_order_and_the_actor_system_ends_last()
    {
        var shutdown = Create();
        foreach (var phase in new[]
        {
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, CoordinatedShutdown.PhaseServiceStop, CoordinatedShutdown.PhaseBeforeServiceUnbind,
            CoordinatedShutdown.PhaseClusterShutdown, CoordinatedShutdown.PhaseServiceUnbind,
        })
            Record(shutdown, phase, phase);

        await Run(shutdown);

        Assert.Equal(
            ["before-service-unbind", "service-unbind", "service-stop", "cluster-shutdown", "before-actor-system-terminate"], _ran);
        Assert.True(_system!.WhenTerminated.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Tasks_of_a_phase_run_together_and_the_next_phase_waits_for_all()
    {
        var shutdown = Create();
        var first = new TaskCompletionSource<Done>();
        var second = new TaskCompletionSource<Done>();
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "first", () =>
        {
            first.SetResult(Done.Instance);
            return second.Task;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "second", async () =>
        {
            await first.Task;
            _ran.Enqueue("second");
            second.SetResult(Done.Instance);
            return Done.Instance;
        });
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "next");

        await Run(shutdown);

        Assert.Equal(["second", "next"], _ran);
    }

    [Fact]
    public async Task A_phase_that_takes_too_long_is_left_behind()
    {
        var shutdown = Create("akka.coordinated-shutdown.phases.service-unbind.timeout = 50ms");
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "endless", () => new TaskCompletionSource<Done>().Task);
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "next");

        await Run(shutdown);

        Assert.Equal(["next"], _ran);
    }

    [Fact]
    public async Task A_failed_task_keeps_nothing_from_running()
    {
        var shutdown = Create();
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "failing", () => Task.FromException<Done>(new InvalidOperationException()));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "throwing", () => throw new InvalidOperationException());
        Record(shutdown, CoordinatedShutdown.PhaseServiceUnbind, "beside");
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "next");

        await Run(shutdown);

        Assert.Equal(["beside", "next"], _ran);
    }

    [Fact]
    public async Task In_a_phase_without_recover_a_failed_task_ends_the_shutdown()
    {
        var shutdown = Create("akka.coordinated-shutdown.phases.service-unbind.recover = off");
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "failing", () => Task.FromException<Done>(new InvalidOperationException()));
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "next");

        await Assert.ThrowsAnyAsync<Exception>(() => Run(shutdown));

        Assert.Empty(_ran);
        Assert.False(_system!.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task In_a_phase_without_recover_a_timeout_ends_the_shutdown()
    {
        var shutdown = Create("akka.coordinated-shutdown.phases.service-unbind { recover = off, timeout = 50ms }");
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "endless", () => new TaskCompletionSource<Done>().Task);
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "next");

        await Assert.ThrowsAnyAsync<Exception>(() => Run(shutdown));

        Assert.Empty(_ran);
    }

    [Fact]
    public async Task It_runs_once_and_keeps_the_first_reason()
    {
        var shutdown = Create();
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "once");
        Assert.Null(shutdown.ShutdownReason);

        var first = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        var second = shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        await Task.WhenAll(first, second).WaitAsync(Patience);

        Assert.Equal(["once"], _ran);
        Assert.Same(CoordinatedShutdown.UnknownReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task It_can_begin_with_a_later_phase()
    {
        var shutdown = Create();
        Record(shutdown, CoordinatedShutdown.PhaseServiceUnbind, "skipped");
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "run");

        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseServiceStop).WaitAsync(Patience);

        Assert.Equal(["run"], _ran);
    }

    [Fact]
    public async Task A_task_can_add_tasks_to_later_phases()
    {
        var shutdown = Create();
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "adding", () =>
        {
            Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "added");
            return Task.FromResult(Done.Instance);
        });

        await Run(shutdown);

        Assert.Equal(["added"], _ran);
    }

    [Fact]
    public async Task Applications_can_put_phases_between()
    {
        var shutdown = Create(
            """
            akka.coordinated-shutdown.phases {
              say-goodbye { depends-on = [service-unbind] }
              service-stop { depends-on = [say-goodbye] }
            }
            """);
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "stop");
        Record(shutdown, "say-goodbye", "goodbye");
        Record(shutdown, CoordinatedShutdown.PhaseServiceUnbind, "unbind");

        await Run(shutdown);

        Assert.Equal(["unbind", "goodbye", "stop"], _ran);
    }

    [Fact]
    public async Task Terminating_the_actor_system_runs_it()
    {
        var shutdown = Create();
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "task");

        await _system!.Terminate().WaitAsync(Patience);

        Assert.Equal(["task"], _ran);
        Assert.Same(CoordinatedShutdown.ActorSystemTerminateReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task Terminating_the_actor_system_runs_nothing_when_configured_so()
    {
        var shutdown = Create("akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "task");

        await _system!.Terminate().WaitAsync(Patience);

        Assert.Empty(_ran);
        Assert.Null(shutdown.ShutdownReason);
    }

    [Fact]
    public async Task The_actor_system_lives_on_when_configured_so()
    {
        var shutdown = Create("akka.coordinated-shutdown { terminate-actor-system = off, run-by-actor-system-terminate = off }");
        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "task");

        await Run(shutdown);

        Assert.Equal(["task"], _ran);
        Assert.False(_system!.WhenTerminated.IsCompleted);
    }

    [Fact]
    public void A_phase_has_its_own_timeout_or_the_default()
    {
        var shutdown = Create("akka.coordinated-shutdown { default-phase-timeout = 7s, phases.service-stop.timeout = 3s }");

        Assert.Equal(TimeSpan.FromSeconds(7), shutdown.Timeout(CoordinatedShutdown.PhaseServiceUnbind));
        Assert.Equal(TimeSpan.FromSeconds(3), shutdown.Timeout(CoordinatedShutdown.PhaseServiceStop));
        Assert.Throws<ArgumentException>(() => shutdown.Timeout("no-such-phase"));
    }

    [Fact]
    public void The_total_timeout_is_that_of_the_phases_with_tasks()
    {
        var shutdown = Create("akka.coordinated-shutdown { phases { service-stop.timeout = 3s, actor-system-terminate.timeout = 4s } }");

        Record(shutdown, CoordinatedShutdown.PhaseServiceStop, "task");

        Assert.Equal(TimeSpan.FromSeconds(7), shutdown.TotalTimeout);
    }

    [Fact]
    public void Tasks_for_unknown_phases_are_refused()
    {
        var shutdown = Create();

        Assert.Throws<ConfigurationException>(() => Record(shutdown, "no-such-phase", ""));
    }

    public void Dispose() => _system?.Terminate();

    private CoordinatedShutdown Create(string hocon = "")
    {
        _system = ActorSystem.Create("shutdown", ConfigurationFactory.ParseString("akka.loglevel = OFF\nakka.stdout-loglevel = OFF\n" + hocon));
        return CoordinatedShutdown.Get(_system);
    }

    private static Task Run(CoordinatedShutdown shutdown) => shutdown.Run(CoordinatedShutdown.UnknownReason.Instance).WaitAsync(Patience);

    private void Record(CoordinatedShutdown shutdown, string phase, string entry) => shutdown.AddTask(phase, entry, () =>
    {
        _ran.Enqueue(entry);
        return Task.FromResult(Done.Instance);
    });
}
