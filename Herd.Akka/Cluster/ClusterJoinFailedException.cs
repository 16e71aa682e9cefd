using Akka.Actor;

namespace Akka.Cluster;

/// <summary>The cluster was left, or shut down, before the join was through.</summary>
public class ClusterJoinFailedException : AkkaException
{
    public ClusterJoinFailedException(string message)
        : base(message)
    {
    }
}
