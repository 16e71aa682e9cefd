using Akka.Actor;

namespace Akka.Cluster;

/// <summary>Downs nobody: a member that can't be reached stays one until someone calls <see cref="Cluster.Down"/>.</summary>
public sealed class NoDowning : IDowningProvider
{
    public NoDowning(ActorSystem system, Cluster cluster)
    {
    }

    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    public Props? DowningActorProps => null;
}
