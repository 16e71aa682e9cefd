using Akka.Actor;

namespace Akka.TestKit;

/// <summary>Handles a message in place of the test.</summary>
/// <returns>The auto-pilot for the next message.</returns>
public delegate AutoPilot AutoPilotDelegate(IActorRef sender, object message);
