using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Says that the auto-pilot that returns it is to be run for the next message too. Never run itself.</summary>
public sealed class KeepRunning : AutoPilot
{
    public static KeepRunning Instance = new();

    private KeepRunning()
    {
    }

    /// <exception cref="InvalidOperationException">Always.</exception>
    public override AutoPilot Run(IActorRef sender, object message) => throw new InvalidOperationException("Must not call");
}
