namespace Akka.Actor;

/// <summary>Puts messages aside until their time comes.</summary>
public interface IStash
{
    int Count { get; }

    bool IsEmpty { get; }

    bool NonEmpty { get; }

    bool IsFull { get; }

    /// <summary>How many messages it holds; negative: no limit.</summary>
    int Capacity { get; }

    /// <summary>Puts the current message aside.</summary>
    /// <exception cref="StashOverflowException">It is full.</exception>
    /// <exception cref="IllegalActorStateException">The message was put aside already.</exception>
    void Stash();

    /// <summary>Puts the oldest one back in front of the mailbox.</summary>
    void Unstash();

    /// <summary>Puts all back in front of the mailbox, in their order.</summary>
    void UnstashAll();

    /// <summary>Puts those that fit back in front of the mailbox, in their order; the others are forgotten.</summary>
    void UnstashAll(Func<Envelope, bool> predicate);

    /// <summary>Takes all out.</summary>
    IEnumerable<Envelope> ClearStash();

    /// <summary>Puts messages in front of those in the stash.</summary>
    void Prepend(IEnumerable<Envelope> envelopes);
}
