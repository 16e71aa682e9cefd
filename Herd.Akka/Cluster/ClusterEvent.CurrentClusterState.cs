using System.Collections.Immutable;
using Akka.Actor;

namespace Akka.Cluster;

public partial class ClusterEvent
{
    /// <summary>The cluster as this node sees it at one moment.</summary>
    public sealed class CurrentClusterState : INoSerializationVerificationNeeded
    {
        private readonly ImmutableDictionary<string, Address?> _roleLeaders;

        public CurrentClusterState()
            : this([], [], [], null, ImmutableDictionary<string, Address?>.Empty)
        {
        }

        public CurrentClusterState(
            ImmutableSortedSet<Member> members,
            ImmutableHashSet<Member> unreachable,
            ImmutableHashSet<Address> seenBy,
            Address? leader,
            ImmutableDictionary<string, Address?> roleLeaderMap)
        {
            Members = members;
            Unreachable = unreachable;
            SeenBy = seenBy;
            Leader = leader;
            _roleLeaders = roleLeaderMap;
        }

        /// <summary>By address; those that are unreachable included.</summary>
        public ImmutableSortedSet<Member> Members { get; }

        public ImmutableHashSet<Member> Unreachable { get; }

        /// <summary>The nodes that have the same picture.</summary>
        public ImmutableHashSet<Address> SeenBy { get; }

        /// <summary>Null when there is none.</summary>
        public Address? Leader { get; }

        /// <summary>Every role that some member has.</summary>
        public ImmutableHashSet<string> AllRoles => [.. _roleLeaders.Keys];

        /// <summary>The first of the members with a role, or null.</summary>
        public Address? RoleLeader(string role) => _roleLeaders.GetValueOrDefault(role);

        public CurrentClusterState Copy(
            ImmutableSortedSet<Member>? members = null,
            ImmutableHashSet<Member>? unreachable = null,
            ImmutableHashSet<Address>? seenBy = null,
            Address? leader = null,
            ImmutableDictionary<string, Address?>? roleLeaderMap = null) =>
            new(members ?? Members, unreachable ?? Unreachable, seenBy ?? SeenBy, leader ?? Leader, roleLeaderMap ?? _roleLeaders);
    }
}
