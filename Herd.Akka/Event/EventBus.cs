using System.Collections.Immutable;

namespace Akka.Event;

/// <summary>Passes events on to those who subscribed to what they are classified as.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
    where TClassifier : notnull
    where TSubscriber : notnull
{
    private ImmutableList<(TClassifier Classifier, TSubscriber Subscriber)> _subscriptions = [];

    /// <summary>False if the subscription was there already.</summary>
    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier) =>
        Change(all => all.Exists(s => s.Subscriber.Equals(subscriber) && s.Classifier.Equals(classifier))
            ? all
            : all.Add((classifier, subscriber)));

    /// <summary>False if there was no subscription.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber) =>
        Change(all => all.RemoveAll(s => s.Subscriber.Equals(subscriber)));

    /// <summary>Ends the subscription to this and all that is classified below it; false if there was none.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) =>
        Change(all => all.RemoveAll(s => s.Subscriber.Equals(subscriber) && IsSubClassification(classifier, s.Classifier)));

    public virtual void Publish(TEvent @event)
    {
        foreach (var subscriber in SubscribersOf(GetClassifier(@event)))
            Publish(@event, subscriber);
    }

    /// <summary>Called when subscriptions have changed.</summary>
    internal virtual void Changed()
    {
    }

    /// <summary>Each once, however many subscriptions of theirs fit.</summary>
    internal virtual IReadOnlyList<TSubscriber> SubscribersOf(TClassifier classifier) => Subscribers(classifier);

    internal TSubscriber[] Subscribers(TClassifier classifier) =>
        [.. Volatile.Read(ref _subscriptions).Where(s => IsSubClassification(s.Classifier, classifier)).Select(s => s.Subscriber).Distinct()];

    internal bool IsSubscribed(TSubscriber subscriber) =>
        Volatile.Read(ref _subscriptions).Exists(s => s.Subscriber.Equals(subscriber));

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    private bool Change(Func<ImmutableList<(TClassifier Classifier, TSubscriber Subscriber)>, ImmutableList<(TClassifier, TSubscriber)>> change)
    {
        if (!ImmutableInterlocked.Update(ref _subscriptions!, change!))
            return false;
        Changed();
        return true;
    }
}
