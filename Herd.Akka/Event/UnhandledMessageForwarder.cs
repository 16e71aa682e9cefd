using Akka.Actor;

namespace Akka.Event;

/// <summary>Logs unhandled messages at debug level, when <c>akka.actor.debug.unhandled</c> is on.</summary>
internal sealed class UnhandledMessageForwarder : ReceiveActor
{
    public UnhandledMessageForwarder() => Receive<UnhandledMessage>(unhandled => Context.System.EventStream.Publish(new Debug(
        unhandled.Recipient.Path.ToString(),
        unhandled.Recipient.GetType(),
        $"Unhandled message from {unhandled.Sender} : {unhandled.Message}")));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
}
