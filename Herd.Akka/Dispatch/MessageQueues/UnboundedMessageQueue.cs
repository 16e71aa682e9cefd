using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>First in, first out, without a limit.</summary>
/// <remarks>
/// Most actors never have two messages waiting, and a <see cref="ConcurrentQueue{T}"/> takes a kilobyte before its first.
/// So there is room for one message, and a queue only from the first time that it doesn't do. Once there is the queue,
/// nothing is put into the room any more; what is there came before all of the queue that its sender knows of.
/// </remarks>
public class UnboundedMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    private const int Empty = 0;
    private const int BeingWritten = 1;
    private const int Full = 2;

    private ConcurrentQueue<Envelope>? _queue;
    private Envelope _one;
    private int _oneIs;

    public bool HasMessages => Volatile.Read(ref _oneIs) == Full || Volatile.Read(ref _queue) is { IsEmpty: false };

    public int Count => (Volatile.Read(ref _oneIs) == Full ? 1 : 0) + (Volatile.Read(ref _queue)?.Count ?? 0);

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        var queue = Volatile.Read(ref _queue);
        if (queue is null)
        {
            if (TryPutOne(envelope))
                return;
            queue = new ConcurrentQueue<Envelope>();
            queue = Interlocked.CompareExchange(ref _queue, queue, null) ?? queue;
        }

        queue.Enqueue(envelope);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        // First the queue, then the room: what is being written there when the queue is there already comes first, and
        // its sender will have the actor look again.
        var queue = Volatile.Read(ref _queue);
        switch (Volatile.Read(ref _oneIs))
        {
            case Full:
                envelope = _one;
                _one = default;
                Volatile.Write(ref _oneIs, Empty);
                return true;
            case Empty when queue is not null:
                return queue.TryDequeue(out envelope);
            default:
                envelope = default;
                return false;
        }
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
            deadletters.Enqueue(owner, envelope);
    }

    private bool TryPutOne(Envelope envelope)
    {
        if (Interlocked.CompareExchange(ref _oneIs, BeingWritten, Empty) != Empty)
            return false;
        // Made meanwhile, and the actor may be past the room.
        var isLate = Volatile.Read(ref _queue) is not null;
        if (!isLate)
            _one = envelope;
        Volatile.Write(ref _oneIs, isLate ? Empty : Full);
        return !isLate;
    }
}
