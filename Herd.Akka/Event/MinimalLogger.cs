using Akka.Actor;

namespace Akka.Event;

/// <summary>A logger that works without an actor system.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    public sealed override IActorRefProvider Provider => throw new NotSupportedException("This logger does not provide.");

    public sealed override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems"), "/StandardOutLogger");

    protected sealed override void TellInternal(object message, IActorRef sender) =>
        Log(message ?? throw new ArgumentNullException(nameof(message), "The message to log must not be null."));

    protected abstract void Log(object message);
}
