using Akka.Event;

namespace Akka.Cluster;

/// <summary>What <see cref="Cluster.Subscribe(Actor.IActorRef, Type[])"/> tells of: the changes of the cluster, as this node sees them.</summary>
public partial class ClusterEvent
{
    public static readonly SubscriptionInitialStateMode InitialStateAsSnapshot = SubscriptionInitialStateMode.InitialStateAsSnapshot;
    public static readonly SubscriptionInitialStateMode InitialStateAsEvents = SubscriptionInitialStateMode.InitialStateAsEvents;

    /// <summary>How a new subscriber learns what was before.</summary>
    public enum SubscriptionInitialStateMode
    {
        /// <summary>One <see cref="CurrentClusterState"/> first.</summary>
        InitialStateAsSnapshot,

        /// <summary>The events that would have led to the present state, of the subscribed classes.</summary>
        InitialStateAsEvents,
    }

    public interface IClusterDomainEvent : IDeadLetterSuppression;

    /// <summary>A member has changed.</summary>
    public interface IMemberEvent : IClusterDomainEvent
    {
        Member Member { get; }
    }

    /// <summary>A member can't be reached, or can be again.</summary>
    public interface IReachabilityEvent : IClusterDomainEvent;

    /// <summary>This node's part in the cluster ends.</summary>
    public sealed class ClusterShuttingDown : IClusterDomainEvent
    {
        public static readonly IClusterDomainEvent Instance = new ClusterShuttingDown();

        private ClusterShuttingDown()
        {
        }

        public override string ToString() => "ClusterShuttingDown";
    }
}
