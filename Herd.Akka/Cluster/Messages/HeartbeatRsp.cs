namespace Akka.Cluster;

/// <summary>A sign of life, with the number and time of the heartbeat that asked for it.</summary>
internal sealed record HeartbeatRsp(UniqueAddress From, long Sequence, long SentAt) : IClusterMessage, Event.IDeadLetterSuppression;
