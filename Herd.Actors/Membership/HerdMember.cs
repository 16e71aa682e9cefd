namespace Herd.Actors.Membership;

/// <summary>A member of the herd, as one node sees it.</summary>
/// <param name="Node">What it tells of itself.</param>
/// <param name="Address">Where its membership is reached, <c>HOST:CLUSTER-PORT</c>.</param>
/// <param name="State">How far it has come in, or gone out.</param>
/// <param name="IsReachable">Whether it answers: nodes watch each other, and tell all what they see.</param>
public sealed record HerdMember(NodeDescription Node, string Address, MemberState State, bool IsReachable);

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
