using Akka.Event;

namespace Akka.Actor;

/// <summary>Tells an actor's cell to see whether its receive timeout has run out.</summary>
internal sealed class ReceiveTimeoutDue : IAutoReceivedMessage, INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded, IDeadLetterSuppression;
