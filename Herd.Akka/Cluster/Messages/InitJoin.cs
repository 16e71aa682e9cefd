namespace Akka.Cluster;

/// <summary>A node that wants to join asks whether the receiver is in a cluster.</summary>
/// <param name="DowningProvider">The class that its settings name: a cluster whose nodes decide differently who is gone falls apart.</param>
internal sealed record InitJoin(string DowningProvider) : IClusterMessage, Event.IDeadLetterSuppression;
