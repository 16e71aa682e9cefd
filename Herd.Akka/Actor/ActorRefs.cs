namespace Akka.Actor;

/// <summary>The two references that aren't actors.</summary>
public static class ActorRefs
{
    public static readonly Nobody Nobody = Nobody.Instance;

    /// <summary>No sender: whoever answers tells dead letters.</summary>
    public static readonly IActorRef? NoSender = null;
}
