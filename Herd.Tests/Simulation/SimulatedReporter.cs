using Akka.Actor;
using Herd.Actors.Locations;
using Herd.Actors.Storage;

namespace Herd.Tests.Simulation;

/// <summary>Who told a registry one update, or asked a store to flush, and waits for the answer. It runs on the herd's thread.</summary>
/// <param name="system">The herd's.</param>
/// <param name="number">Unique.</param>
/// <param name="onAnswer">Is told of each answer.</param>
internal sealed class SimulatedReporter(ActorSystem system, long number, Action<object> onAnswer) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / "reporters" / $"{number}";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

    /// <summary>How it went on; null: it waits still.</summary>
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
