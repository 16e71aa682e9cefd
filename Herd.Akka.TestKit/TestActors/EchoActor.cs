using Akka.Actor;

namespace Akka.TestKit.TestActors;

/// <summary>Sends each message to the test actor, and back to its sender if that is another.</summary>
public class EchoActor : ReceiveActor
{
    public EchoActor(TestKitBase testkit, bool echoBackToSenderAsWell = true) => ReceiveAny(message =>
    {
        var sender = Sender;
        if (echoBackToSenderAsWell && !testkit.TestActor.Equals(sender))
            sender.Forward(message);
        testkit.TestActor.Tell(message, sender);
    });

    public static Props Props(TestKitBase testkit, bool echoBackToSenderAsWell = true) =>
        Actor.Props.Create(() => new EchoActor(testkit, echoBackToSenderAsWell));
}
