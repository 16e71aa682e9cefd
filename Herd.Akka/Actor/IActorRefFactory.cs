namespace Akka.Actor;

/// <summary>What makes actors and looks them up.</summary>
public interface IActorRefFactory
{
    /// <summary>Makes an actor and starts it.</summary>
    /// <param name="props">How.</param>
    /// <param name="name">Unique among its siblings; made up when null.</param>
    /// <exception cref="InvalidActorNameException">The name is taken or not allowed.</exception>
    IActorRef ActorOf(Props props, string? name = null);

    ActorSelection ActorSelection(ActorPath actorPath);

    ActorSelection ActorSelection(string actorPath);
}
