using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <param name="IsReachable">As the members observe each other and tell all others.</param>
public sealed record HerdMember(MemberId Id, MemberState State, bool IsReachable)
{
    public NodeDescription Node => Id.Node;

    public string Name => Id.Node.Name;
}

/// <summary>Akka.Cluster's states, in order.</summary>
public enum MemberState
{
    Joining,

    /// <summary>In, though unreachable members don't know yet.</summary>
    WeaklyUp,

    Up,

    Leaving,

    /// <summary>Stopped; some members don't know yet.</summary>
    Exiting,

    /// <summary>Taken out; removed when all reachable members know.</summary>
    Down,
}
