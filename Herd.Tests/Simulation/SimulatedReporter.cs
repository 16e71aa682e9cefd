using Akka.Actor;
using Herd.Actors.Locations;
using Herd.Actors.Storage;

namespace Herd.Tests.Simulation;

/// <summary>Sends one report or flush, and fails on a second answer. Runs on the herd's thread. Its number must be unique.</summary>
internal sealed class SimulatedReporter(ActorSystem system, long number, Action<object> onAnswer) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "reporters" / $"{number}";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

    public object? Answer { get; private set; }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not (Reported or NotReported or NotSaved or RegistryFailed or Flushed))
            throw new SimulationFailedException($"a reporter was told {message}");
        if (Answer is not null)
            throw new SimulationFailedException($"a reporter was told {message} behind {Answer}");
        Answer = message;
        onAnswer(message);
    }
}
