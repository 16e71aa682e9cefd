using Akka.Actor;

namespace Akka.Dispatch;

/// <summary>A queue that can be put into at the front, as a stash needs it.</summary>
public interface IDequeBasedMessageQueueSemantics : ISemantics
{
    void EnqueueFirst(Envelope envelope);
}
