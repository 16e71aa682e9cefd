using Akka.Actor;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Locations;

/// <summary>What the registry learnt and neighbours may lack goes to the sender from now on.</summary>
public sealed record Subscribe
{
    public static Subscribe Instance { get; } = new();
}

/// <summary>
/// What a link sends between one exchange of version vectors and the next. Compared by reference: what comes for an earlier
/// session is dropped.
/// </summary>
/// <param name="link">The link's actor.</param>
/// <param name="neighbour">The neighbour's name.</param>
public sealed class LinkSession(IActorRef link, string neighbour)
{
    public IActorRef Link { get; } = link;

    public string Neighbour { get; } = neighbour;
}

/// <summary>Updates from a neighbour, in the order in which it sent them; answered with <see cref="Learned"/>.</summary>
/// <param name="Neighbour">Its name.</param>
/// <param name="Block">The updates.</param>
/// <param name="IsLive">They were sent as they came, and not to catch up.</param>
/// <param name="Trace">Of the first update; null: it isn't traced.</param>
public sealed record Learn(string Neighbour, UpdateBlock Block, bool IsLive = false, Traced? Trace = null);

/// <summary>
/// A neighbour has sent everything that this vector covers; answered with <see cref="Learned"/> or <see cref="Disbelieved"/>.
/// </summary>
/// <param name="Neighbour">Its name.</param>
/// <param name="Vector">What it said.</param>
public sealed record LearnCovered(string Neighbour, VersionVector Vector);

/// <summary>What a neighbour sent is dealt with.</summary>
/// <param name="Message">The <see cref="Learn"/> or <see cref="LearnCovered"/> itself.</param>
/// <param name="HasNoRoom">Whether this node has no room for all that neighbours have.</param>
public sealed record Learned(object Message, bool HasNoRoom = false);

/// <summary>A neighbour claims what can't be true. Nothing came of it.</summary>
/// <param name="Message">The <see cref="LearnCovered"/> or <see cref="SendMissing"/> itself.</param>
/// <param name="Reason">For people.</param>
public sealed record Disbelieved(object Message, string Reason);

/// <summary>Asks for the version vector, answered with <see cref="CurrentVector"/>.</summary>
public sealed class GetVector;

/// <summary>What this node has.</summary>
/// <param name="Question">The <see cref="GetVector"/> itself.</param>
/// <param name="Vector">All of it.</param>
public sealed record CurrentVector(GetVector Question, VersionVector Vector);

/// <summary>
/// A neighbour said what it has; what it lacks comes back in <see cref="CatchUpPart"/>s: one for this message, and one
/// for each <see cref="SendMore"/>.
/// </summary>
public sealed record SendMissing(LinkSession Session, VersionVector TheyHave);

/// <summary>The last <see cref="CatchUpPart"/> is on its way: send the next.</summary>
public sealed record SendMore(LinkSession Session);

/// <summary>The session is over.</summary>
public sealed record StopSending(LinkSession Session);

/// <summary>
/// A part of what a neighbour lacks. It goes the way of the floods, so that none of them is lost or overtaken: those
/// before the last part needn't be sent to this neighbour, those behind it must be.
/// </summary>
/// <param name="Session">Whose.</param>
/// <param name="Block">Updates; may be none.</param>
/// <param name="Covered">With the last part: the vector that the neighbour has now.</param>
public sealed record CatchUpPart(LinkSession Session, UpdateBlock Block, VersionVector? Covered);

/// <summary>Updates for every link but the one that they came in on.</summary>
/// <param name="Block">The updates.</param>
/// <param name="From">The neighbour that they came from; null: a client's, or this node's own.</param>
/// <param name="Trace">Of the first update; null: it isn't traced.</param>
public sealed record Flood(UpdateBlock Block, string? From, Traced? Trace = null);

/// <summary>
/// This node's vector grew by more than the updates that were flooded; for every link but the one that it came in on.
/// </summary>
public sealed record FloodCovered(VersionVector Vector, string? From);

/// <summary>What this node has, for all others to know.</summary>
public sealed record ShowCoverage(VersionVector Vector);

/// <summary>
/// The registry was restarted and may have stored what it didn't flood: every link must exchange vectors anew.
/// </summary>
public sealed record ExchangeAnew
{
    public static ExchangeAnew Instance { get; } = new();
}
