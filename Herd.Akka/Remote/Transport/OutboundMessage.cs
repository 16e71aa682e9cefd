using Akka.Actor;

namespace Akka.Remote.Transport;

/// <summary>What waits for a connection: a message, or the place of a system message in the order.</summary>
/// <param name="Frame">Empty for a system message: its frame is in <see cref="SystemMessageBuffer"/>.</param>
/// <param name="SystemNumber">0 for an ordinary message.</param>
internal readonly record struct OutboundMessage(byte[] Frame, long SystemNumber, object Message, IActorRef? Sender, IActorRef Recipient);
