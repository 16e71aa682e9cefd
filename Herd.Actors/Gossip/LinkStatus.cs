namespace Herd.Actors.Gossip;

/// <summary>Gossip answers with an array of <see cref="LinkStatus"/>, a single link with its own.</summary>
public sealed record GetLinkStatus
{
    public static GetLinkStatus Instance { get; } = new();
}

public enum LinkState
{
    Down,

    /// <summary>The neighbour hasn't sent its vector yet.</summary>
    Waiting,

    CatchingUp,

    /// <summary>This node sends all that is new.</summary>
    Live,

    /// <summary>As <see cref="Live"/>, but this node has no room for all that the neighbour sends.</summary>
    Full,
}

public sealed record LinkStatus(string Neighbour, LinkState State, long PendingBytes);
