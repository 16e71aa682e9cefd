using Akka.Dispatch;

namespace Akka.Actor.Internal;

/// <summary>The stash of one instance of an actor.</summary>
internal sealed class ActorStash : IStash
{
    private readonly ActorCell _cell;
    private readonly IDequeBasedMessageQueueSemantics _mailbox;
    private LinkedList<Envelope> _stash = new();
    private int _lastStashed = -1;

    /// <param name="cell">Whose.</param>
    /// <param name="isUnbounded">It has no limit, whatever the configuration says.</param>
    public ActorStash(ActorCell cell, bool isUnbounded)
    {
        _cell = cell;
        _mailbox = cell.Mailbox!.MessageQueue as IDequeBasedMessageQueueSemantics
            ?? throw new NotSupportedException(
                $"DequeBasedMailbox required, got: {cell.Mailbox.MessageQueue.GetType().Name}. "
                + "An (unbounded) deque-based mailbox can be configured as follows: my-custom-mailbox { mailbox-type = \"Akka.Dispatch.UnboundedDequeBasedMailbox\" }");
        var deployed = cell.Props.Deploy.StashCapacity;
        Capacity = isUnbounded ? Deploy.NoStashSize
            : deployed != Deploy.NoStashSize ? deployed
            : cell.System.Mailboxes.StashCapacity(cell.Props.Dispatcher, cell.Props.Mailbox);
    }

    public int Count => _stash.Count;

    public bool IsEmpty => _stash.Count == 0;

    public bool NonEmpty => _stash.Count > 0;

    public bool IsFull => Capacity >= 0 && _stash.Count >= Capacity;

    public int Capacity { get; }

    public void Stash()
    {
        if (_cell.CurrentEnvelopeId == _lastStashed)
            throw new IllegalActorStateException($"Can't stash the same message {_cell.CurrentMessage} more than once");
        if (IsFull)
            throw new StashOverflowException($"Couldn't enqueue message {_cell.CurrentMessage} from ${_cell.Sender} to stash of {_cell.Self}");
        _lastStashed = _cell.CurrentEnvelopeId;
        _stash.AddLast(_cell.Current);
    }

    public void Unstash()
    {
        if (_stash.First is not { } oldest)
            return;
        _stash.RemoveFirst();
        EnqueueFirst(oldest.Value);
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        var all = _stash;
        _stash = new LinkedList<Envelope>();
        for (var last = all.Last; last is not null; last = last.Previous)
        {
            if (predicate(last.Value))
                EnqueueFirst(last.Value);
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var all = _stash;
        _stash = new LinkedList<Envelope>();
        return all;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        foreach (var envelope in envelopes.Distinct().Reverse())
            _stash.AddFirst(envelope);
    }

    private void EnqueueFirst(Envelope envelope)
    {
        _mailbox.EnqueueFirst(envelope);
        // Unstashed, it may be the current message again and be stashed anew.
        if (ReferenceEquals(envelope.Message, _cell.CurrentMessage))
            _lastStashed = -1;
    }
}
