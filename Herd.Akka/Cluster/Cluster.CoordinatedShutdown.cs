using Akka.Actor;

namespace Akka.Cluster;

/// <summary>What the node does when its actor system shuts down: it leaves, and goes when the others know.</summary>
public partial class Cluster
{
    private readonly TaskCompletionSource<Done> _exits = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Done> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All know that this node leaves.</summary>
    internal void SelfExits()
    {
        _exits.TrySetResult(Done.Instance);
        CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
    }

    /// <summary>The cluster's actors have stopped.</summary>
    internal void Ended()
    {
        Shutdown();
        _exits.TrySetResult(Done.Instance);
        _ended.TrySetResult(Done.Instance);
    }

    private void AddShutdownTasks()
    {
        var shutdown = CoordinatedShutdown.Get(System);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "leave", () =>
            Gone() ? Task.FromResult(Done.Instance) : Ask(new ClusterCommands.LeaveNow(), CoordinatedShutdown.PhaseClusterLeave));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExiting, "wait-exiting", () => Gone() ? Task.FromResult(Done.Instance) : _exits.Task);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "exiting-completed", () =>
            IsTerminated ? Task.FromResult(Done.Instance) : Ask(new ClusterCommands.ExitingCompleted(), CoordinatedShutdown.PhaseClusterExitingDone));
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterShutdown, "wait-shutdown", () => _ended.Task);

        bool Gone() => IsTerminated || SelfMember.Status is MemberStatus.Removed or MemberStatus.Down;

        Task<Done> Ask(object command, string phase) => _daemon.Ask<Done>(command, shutdown.Timeout(phase));
    }
}
