using Akka.Actor;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Locations;

/// <summary>From now on the sender gets what neighbours may lack.</summary>
public sealed record Subscribe
{
    public static Subscribe Instance { get; } = new();
}

/// <summary>A link between two exchanges of version vectors. Compared by reference: what comes for an earlier session is dropped.</summary>
public sealed class LinkSession(IActorRef link, string neighbour)
{
    public IActorRef Link { get; } = link;

    public string Neighbour { get; } = neighbour;
}

/// <summary>Updates from a neighbour, in its order. Answered with <see cref="Learned"/>.</summary>
/// <param name="IsLive">They were sent as they came, and not to catch up.</param>
/// <param name="Trace">Of the first update.</param>
public sealed record Learn(string Neighbour, UpdateBlock Block, bool IsLive = false, Traced? Trace = null);

/// <summary>A neighbour has sent all that this vector covers. Answered with <see cref="Learned"/> or <see cref="Disbelieved"/>.</summary>
public sealed record LearnCovered(string Neighbour, VersionVector Vector);

/// <param name="Message">The <see cref="Learn"/> or <see cref="LearnCovered"/> itself.</param>
/// <param name="HasNoRoom">Whether this node has no room for all that neighbours have.</param>
public sealed record Learned(object Message, bool HasNoRoom = false);

/// <summary>A neighbour's claim can't be true and was ignored.</summary>
/// <param name="Message">The <see cref="LearnCovered"/> or <see cref="SendMissing"/> itself.</param>
public sealed record Disbelieved(object Message, string Reason);

public sealed class GetVector;

public sealed record CurrentVector(GetVector Question, VersionVector Vector);

/// <summary>Asks for what a neighbour lacks: one <see cref="CatchUpPart"/> for this message, one for each <see cref="SendMore"/>.</summary>
public sealed record SendMissing(LinkSession Session, VersionVector TheyHave);

/// <summary>The last <see cref="CatchUpPart"/> is on its way: send the next.</summary>
public sealed record SendMore(LinkSession Session);

public sealed record StopSending(LinkSession Session);

/// <summary>
/// A part of what a neighbour lacks. It goes the way of the floods, so that neither overtakes the other: the neighbour needn't get
/// floods from before the last part, but must get later ones.
/// </summary>
/// <param name="Covered">With the last part: the vector that the neighbour has then.</param>
public sealed record CatchUpPart(LinkSession Session, UpdateBlock Block, VersionVector? Covered);

/// <summary>Updates for every link but the one that they came in on.</summary>
/// <param name="From">The neighbour that they came from; null: a client's, or this node's own.</param>
/// <param name="Trace">Of the first update.</param>
public sealed record Flood(UpdateBlock Block, string? From, Traced? Trace = null);

/// <summary>This node's vector grew by more than the flooded updates. For every link but the one that it came in on.</summary>
public sealed record FloodCovered(VersionVector Vector, string? From);

/// <summary>What this node has, for all members to know.</summary>
public sealed record ShowCoverage(VersionVector Vector);

/// <summary>The registry was restarted and may have stored what it didn't flood: every link must exchange vectors anew.</summary>
public sealed record ExchangeAnew
{
    public static ExchangeAnew Instance { get; } = new();
}
