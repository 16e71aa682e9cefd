using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>The queue in a mailbox: many put in, one takes out.</summary>
public interface IMessageQueue
{
    bool HasMessages { get; }

    int Count { get; }

    void Enqueue(IActorRef receiver, Envelope envelope);

    bool TryDequeue(out Envelope envelope);

    /// <summary>The owner is gone: moves what is left to <paramref name="deadletters"/>.</summary>
    void CleanUp(IActorRef owner, IMessageQueue deadletters);
}
