using Akka.Remote;

namespace Akka.Cluster;

/// <summary>The provider of a system that is a node of a cluster.</summary>
public interface IClusterActorRefProvider : IRemoteActorRefProvider;
