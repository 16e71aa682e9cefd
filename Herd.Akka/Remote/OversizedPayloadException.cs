using Akka.Actor;

namespace Akka.Remote;

/// <summary>A message is larger than a frame may be.</summary>
internal sealed class OversizedPayloadException(string message) : AkkaException(message);
