using Akka.Actor;

namespace Akka.Cluster;

public partial class ClusterEvent
{
    /// <summary>Another node leads; null: none does.</summary>
    public sealed class LeaderChanged : IClusterDomainEvent
    {
        public LeaderChanged(Address? leader) => Leader = leader;

        public Address? Leader { get; }

        public override bool Equals(object? obj) => obj is LeaderChanged other && Equals(Leader, other.Leader);

        public override int GetHashCode() => HashCode.Combine(typeof(LeaderChanged), Leader);

        public override string ToString() => $"LeaderChanged(NewLeader={Leader})";
    }

    /// <summary>Another node is the first of those with a role; null: there is none.</summary>
    public sealed class RoleLeaderChanged : IClusterDomainEvent
    {
        public RoleLeaderChanged(string role, Address? leader)
        {
            Role = role;
            Leader = leader;
        }

        public string Role { get; }

        public Address? Leader { get; }

        public override bool Equals(object? obj) => obj is RoleLeaderChanged other && Role == other.Role && Equals(Leader, other.Leader);

        public override int GetHashCode() => HashCode.Combine(Role, Leader);

        public override string ToString() => $"RoleLeaderChanged(Leader={Leader}, Role={Role})";
    }
}
