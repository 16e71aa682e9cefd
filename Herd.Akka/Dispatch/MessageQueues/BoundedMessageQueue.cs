using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// First in, first out, with a limit. A sender that finds it full waits up to <see cref="PushTimeOut"/> for room, then
/// its message becomes a dead letter.
/// </summary>
public class BoundedMessageQueue : IMessageQueue, IBoundedMessageQueueSemantics
{
    private readonly ConcurrentQueue<Envelope> _queue = new();
    private readonly SemaphoreSlim _room;

    public BoundedMessageQueue(Config config)
        : this(config.GetInt("mailbox-capacity"), config.GetTimeSpan("mailbox-push-timeout-time"))
    {
    }

    /// <exception cref="ArgumentException">The capacity isn't positive.</exception>
    public BoundedMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
    {
        if (boundedCapacity <= 0)
            throw new ArgumentException("The capacity for BoundedMessageQueue should be greater than zero.", nameof(boundedCapacity));
        _room = new SemaphoreSlim(boundedCapacity);
        PushTimeOut = pushTimeOut;
    }

    /// <summary>Negative: as long as it takes.</summary>
    public TimeSpan PushTimeOut { get; set; }

    public bool HasMessages => !_queue.IsEmpty;

    public int Count => _queue.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (_room.Wait(PushTimeOut < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : PushTimeOut))
            _queue.Enqueue(envelope);
        else if (receiver is IInternalActorRef inner)
            inner.Provider.DeadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender, receiver), envelope.Sender);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        if (!_queue.TryDequeue(out envelope))
            return false;
        _room.Release();
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
            deadletters.Enqueue(owner, envelope);
    }
}
