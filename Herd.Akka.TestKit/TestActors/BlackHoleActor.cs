using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Takes any message and does nothing with it.</summary>
public class BlackHoleActor : ActorBase
{
    public static Props Props => Actor.Props.Create<BlackHoleActor>();

    protected override bool Receive(object message) => true;
}
