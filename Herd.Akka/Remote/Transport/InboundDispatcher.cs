using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Remote.Transport;

/// <summary>Gives what came from another system to the actors of this one.</summary>
internal sealed class InboundDispatcher(ExtendedActorSystem system, RemoteActorRefProvider provider, ILoggingAdapter log)
{
    /// <param name="content">An <see cref="Envelope"/>.</param>
    /// <param name="local">The address under which the other system knows this one.</param>
    /// <param name="isSystemMessage">Only then may it be one.</param>
    /// <exception cref="SerializationException">It is no envelope. One whose message can't be read is only logged.</exception>
    public void Dispatch(ReadOnlySpan<byte> content, Address local, bool isSystemMessage)
    {
        var envelope = Envelope.Parse(content);
        if (provider.InternalResolveActorRef(envelope.Recipient) is not IInternalActorRef recipient || !recipient.IsLocal || !IsHere(envelope.Recipient))
        {
            log.Error("Dropping message for non-local recipient [{0}] arriving at [{1}]", envelope.Recipient, local);
            return;
        }
        object message;
        try
        {
            message = system.Serialization.Deserialize(envelope.Payload.ToArray(), envelope.SerializerId, envelope.Manifest);
        }
        catch (Exception e)
        {
            log.Error(
                e,
                "Dropping a message to [{0}] that can't be read (serializer {1}, manifest [{2}]): {3}",
                envelope.Recipient,
                envelope.SerializerId,
                envelope.Manifest,
                e.Message);
            return;
        }
        if (provider.RemoteSettings.LogReceive)
            log.Debug("Received {0} for [{1}]", message.GetType(), envelope.Recipient);
        if (message is ISystemMessage != isSystemMessage)
        {
            log.Error("Dropping a message to [{0}] that came the wrong way: {1}", envelope.Recipient, message.GetType());
            return;
        }
        var sender = envelope.Sender.Length == 0 ? null : provider.ResolveActorRefWithLocalAddress(envelope.Sender, local);
        switch (message)
        {
            case ISystemMessage systemMessage:
                recipient.SendSystemMessage(systemMessage);
                break;
            case ActorSelectionMessage selection:
                ActorSelection.Deliver(recipient, selection, sender);
                break;
            default:
                recipient.Tell(message, sender);
                break;
        }
    }

    // What isn't a path, or is in a system of another name, resolves to dead letters, which are local too.
    private bool IsHere(string path) => Address.TryParse(path, out var address) && provider.HasAddress(address);
}
