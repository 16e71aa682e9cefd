namespace Akka.Cluster;

/// <summary>A message between the nodes of a cluster.</summary>
public interface IClusterMessage;
