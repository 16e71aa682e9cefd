namespace Akka.Actor;

/// <summary>The root of an actor system's tree.</summary>
public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string name = "")
        : base(address, name)
    {
    }
}
