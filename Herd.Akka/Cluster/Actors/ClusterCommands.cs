using Akka.Actor;

namespace Akka.Cluster;

/// <summary>What a node's own <see cref="Cluster"/> tells its actors.</summary>
internal static class ClusterCommands
{
    /// <summary>For the core.</summary>
    public interface ICoreCommand;

    /// <summary>For the publisher.</summary>
    public interface IPublisherCommand;

    public sealed record JoinTo(Address Address) : ICoreCommand;

    public sealed record JoinSeedNodes(IReadOnlyList<Address> SeedNodes) : ICoreCommand;

    public sealed record Leave(Address Address) : ICoreCommand;

    public sealed record Down(Address Address) : ICoreCommand;

    /// <summary>This node may go now; answered with <see cref="Done"/>, and then it does.</summary>
    public sealed record ExitingCompleted : ICoreCommand;

    public sealed record Subscribe(IActorRef Subscriber, ClusterEvent.SubscriptionInitialStateMode Mode, IReadOnlyList<Type> To) : IPublisherCommand;

    /// <param name="Subscriber">Who.</param>
    /// <param name="To">From what; null: from everything.</param>
    public sealed record Unsubscribe(IActorRef Subscriber, Type? To) : IPublisherCommand;

    public sealed record SendCurrentClusterState(IActorRef Receiver) : IPublisherCommand;

    /// <summary>The state is another.</summary>
    public sealed record Publish(MembershipState State) : IPublisherCommand;

    /// <summary>Runs something once this node is Up.</summary>
    public sealed record OnUp(Action Callback);

    /// <summary>Runs something once this node is no member any more.</summary>
    public sealed record OnRemoved(Action Callback);

    /// <summary>This node is to leave; answered with <see cref="Done"/> when it does, or can't.</summary>
    public sealed record LeaveNow;
}
