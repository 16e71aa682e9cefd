namespace Akka.Actor;

/// <summary>Tell and forward in the name of the actor that runs on this thread.</summary>
public static class ActorRefImplicitSenderExtensions
{
    /// <summary>The sender is the actor that calls; outside of an actor there is none.</summary>
    public static void Tell(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSelfOrNoSender());

    /// <summary>Passes a message on with its sender.</summary>
    public static void Forward(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.GetCurrentSenderOrNoSender());
}
