using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>A member of the herd's cluster, as one node sees it.</summary>
/// <param name="Id">Who it is.</param>
/// <param name="State">How far it has come in, or gone out.</param>
/// <param name="IsReachable">Whether it answers: nodes watch each other, and tell all what they see.</param>
public sealed record HerdMember(MemberId Id, MemberState State, bool IsReachable)
{
    public NodeDescription Node => Id.Node;

    public string Name => Id.Node.Name;
}

/// <summary>How far a member has come in, or gone out: Akka.Cluster's states.</summary>
public enum MemberState
{
    /// <summary>Known, not yet to all.</summary>
    Joining,

    /// <summary>In, though some members can't be reached to be told.</summary>
    WeaklyUp,

    /// <summary>In.</summary>
    Up,

    /// <summary>It is being stopped.</summary>
    Leaving,

    /// <summary>It has been stopped, not yet to the knowledge of all.</summary>
    Exiting,

    /// <summary>Taken out; it is gone as soon as all reachable members know.</summary>
    Down,
}
