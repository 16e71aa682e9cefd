using Akka.Actor;
using Akka.TestKit;

namespace Herd.Tests.Simulation;

/// <summary>Starts and stops actors synchronously on the test's thread; the system's guardian would use its own.</summary>
internal sealed class SimulatedHost(ActorSystem system)
{
    private readonly IInternalActorRef _parent = (IInternalActorRef)new TestActorRef<Parent>(system, Props.Create<Parent>()).Ref;

    public IActorRef Start(Props props, string name)
    {
        IActorRef child = ActorRefs.Nobody;
        _parent.Tell(new Make(props.WithDispatcher(CallingThreadDispatcher.Id), name, made => child = made), ActorRefs.NoSender);
        return child;
    }

    public void Stop(IActorRef child) => ((IInternalActorRef)child).Stop();

    public void Stop() => _parent.Stop();

    private sealed record Make(Props Props, string Name, Action<IActorRef> Made);

    private sealed class Parent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var make = (Make)message;
            make.Made(Context.ActorOf(make.Props, make.Name));
        }
    }
}
