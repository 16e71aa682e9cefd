using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Decides when a member that can't be reached is gone for good. Named by akka.cluster.downing-provider-class.</summary>
public interface IDowningProvider
{
    /// <summary>How long others wait before they take over what was a downed member's.</summary>
    TimeSpan DownRemovalMargin { get; }

    /// <summary>An actor that decides, started beside the cluster's own; null for none.</summary>
    Props? DowningActorProps { get; }
}
