using System.Net;

namespace Akka.Remote.Transport;

/// <summary>What came isn't of this protocol.</summary>
internal sealed class ProtocolException(string message) : ProtocolViolationException(message);
