using Akka.Actor;

namespace Herd.Actors.Locations;

/// <summary>What the registry learnt and neighbours may lack goes to the sender from now on.</summary>
public sealed record Subscribe
{
    public static Subscribe Instance { get; } = new();
}

/// <summary>
/// One stretch of a link's life, from one exchange of version vectors to the next. What belongs to an earlier stretch
/// is of no use any more.
/// </summary>
/// <param name="Link">The link's actor.</param>
/// <param name="Neighbour">The neighbour's name.</param>
/// <param name="Number">Unique among this link's.</param>
public sealed record LinkSession(IActorRef Link, string Neighbour, long Number);

/// <summary>Updates from a neighbour, in the order in which it sent them.</summary>
/// <param name="Neighbour">Its name.</param>
/// <param name="Block">The updates.</param>
/// <param name="Number">Comes back in <see cref="Learned"/>.</param>
public sealed record Learn(string Neighbour, UpdateBlock Block, long Number);

/// <summary>A neighbour has sent everything that this vector covers.</summary>
/// <param name="Neighbour">Its name.</param>
/// <param name="Vector">What it said.</param>
/// <param name="Number">Comes back in <see cref="Learned"/>.</param>
public sealed record LearnCovered(string Neighbour, VersionVector Vector, long Number);

/// <summary>The <see cref="Learn"/> or <see cref="LearnCovered"/> with this number, and all before it, are dealt with.</summary>
/// <param name="Number">The message's.</param>
/// <param name="HasNoRoom">Whether this node has no room for all that neighbours have.</param>
public sealed record Learned(long Number, bool HasNoRoom = false);

/// <summary>A neighbour claims what can't be true. Nothing came of it.</summary>
/// <param name="Number">Of the <see cref="LearnCovered"/> or the <see cref="LinkSession"/>.</param>
/// <param name="Reason">For people.</param>
public sealed record Disbelieved(long Number, string Reason);

/// <summary>Asks for the version vector, answered with <see cref="CurrentVector"/>.</summary>
/// <param name="Number">Comes back in the answer.</param>
public sealed record GetVector(long Number);

/// <summary>What this node has.</summary>
public sealed record CurrentVector(VersionVector Vector, long Number);

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
public sealed record Flood(UpdateBlock Block, string? From);

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
