namespace Akka.Cluster;

/// <summary>
/// Where a member is in its life: Joining, (WeaklyUp,) Up, Leaving, Exiting, Removed; or Down, then Removed, from any of them.
/// </summary>
public enum MemberStatus
{
    /// <summary>Asked to join; the leader hasn't taken it in yet.</summary>
    Joining = 0,

    /// <summary>A full member.</summary>
    Up = 1,

    /// <summary>Is leaving of its own accord.</summary>
    Leaving = 2,

    /// <summary>All know that it leaves; it may go.</summary>
    Exiting = 3,

    /// <summary>Someone has said that it is gone for good.</summary>
    Down = 4,

    /// <summary>No member any more.</summary>
    Removed = 5,

    /// <summary>Taken in while members were unreachable; Up as soon as they are back.</summary>
    WeaklyUp = 6,
}
