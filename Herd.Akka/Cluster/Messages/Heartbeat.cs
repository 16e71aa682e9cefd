using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Asks for a sign of life.</summary>
/// <param name="From">The sender.</param>
/// <param name="Sequence">Its number among those to this receiver.</param>
/// <param name="SentAt">The sender's clock, milliseconds.</param>
internal sealed record Heartbeat(Address From, long Sequence, long SentAt) : IClusterMessage, Event.IDeadLetterSuppression;
