using Akka.Actor;

namespace Herd.Tests.AkkaRuntime;

/// <summary>Does with each message what the test says, in its own name.</summary>
internal sealed class Acts : UntypedActor
{
    private readonly Action<object, IUntypedActorContext> _act;

    public Acts(Action<object, IUntypedActorContext> act) => _act = act;

    public static Props Props(Action<object, IUntypedActorContext> act) => Akka.Actor.Props.Create(() => new Acts(act));

    protected override void OnReceive(object message) => _act(message, Context);
}
