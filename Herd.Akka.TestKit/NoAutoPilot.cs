using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Does nothing with any message from now on.</summary>
public sealed class NoAutoPilot : AutoPilot
{
    public static NoAutoPilot Instance = new();

    private NoAutoPilot()
    {
    }

    public override AutoPilot Run(IActorRef sender, object message) => this;
}
