namespace Herd.Actors.Gossip;

/// <summary>Asks Gossip for an array of <see cref="LinkStatus"/>, or one link for its own.</summary>
public sealed record GetLinkStatus
{
    public static GetLinkStatus Instance { get; } = new();
}

/// <summary>What a link does now.</summary>
public enum LinkState
{
    /// <summary>There is none.</summary>
    Down,

    /// <summary>The neighbour hasn't said yet what it has.</summary>
    Waiting,

    /// <summary>The neighbour is sent what it lacks.</summary>
    CatchingUp,

    /// <summary>The neighbour is sent all that is new.</summary>
    Live,

    /// <summary>As <see cref="Live"/>; but this node has no room for all that the neighbour sends.</summary>
    Full,
}

/// <summary>How one link is.</summary>
/// <param name="Neighbour">The neighbour's name.</param>
/// <param name="State">What the link does now.</param>
/// <param name="PendingBytes">What waits for the neighbour to take it.</param>
public sealed record LinkStatus(string Neighbour, LinkState State, long PendingBytes);
