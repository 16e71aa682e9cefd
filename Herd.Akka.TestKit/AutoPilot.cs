using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Is run by a test actor for each message, before the message can be expected: to answer it, pass it on, …</summary>
public abstract class AutoPilot
{
    /// <summary>Return it to end auto-pilot.</summary>
    public static NoAutoPilot NoAutoPilot => NoAutoPilot.Instance;

    /// <summary>Return it to run the same auto-pilot for the next message too.</summary>
    public static KeepRunning KeepRunning => KeepRunning.Instance;

    /// <returns>The auto-pilot for the next message.</returns>
    public abstract AutoPilot Run(IActorRef sender, object message);
}
