using Akka.Actor;
using Akka.Event;

namespace Akka.TestKit.Internal;

/// <summary>Puts what it is told into a queue for the test, after its auto-pilot had it.</summary>
internal sealed class InternalTestActor : ActorBase
{
    private readonly TestActorQueue _queue;
    private readonly DelegatingSupervisorStrategy _supervision = new();
    private TestActor.Ignore? _ignore;
    private AutoPilot _autoPilot = AutoPilot.NoAutoPilot;

    public InternalTestActor(TestActorQueue queue) => _queue = queue;

    protected override SupervisorStrategy SupervisorStrategy() => _supervision;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TestActor.SetIgnore ignore:
                _ignore = ignore.Ignore;
                break;
            case TestActor.SetAutoPilot autoPilot:
                _autoPilot = autoPilot.AutoPilot;
                break;
            case TestActor.Watch watch:
                Context.Watch(watch.Actor);
                watch.Done?.TrySetResult();
                break;
            case TestActor.Unwatch unwatch:
                Context.Unwatch(unwatch.Actor);
                unwatch.Done?.TrySetResult();
                break;
            case TestActor.Spawn spawn:
                var child = Context.ActorOf(spawn.Props, spawn.Name);
                if (spawn.SupervisorStrategy is not null)
                    _supervision.Set(child, spawn.SupervisorStrategy);
                _queue.Enqueue(new RealMessageEnvelope(child, Self));
                break;
            default:
                Deliver(message);
                break;
        }
        return true;
    }

    protected override void PostStop()
    {
        while (_queue.TryTake(out var left))
            Context.System.DeadLetters.Tell(new DeadLetter(left.Message, left.Sender, Self), left.Sender);
    }

    private void Deliver(object message)
    {
        if (_autoPilot.Run(Sender, message) is var next and not KeepRunning)
            _autoPilot = next;
        if (_ignore?.Invoke(message) != true)
            _queue.Enqueue(new RealMessageEnvelope(message, Sender));
    }
}
