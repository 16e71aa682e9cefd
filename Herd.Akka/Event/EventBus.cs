using System.Collections.Immutable;

namespace Akka.Event;

/// <summary>Passes events on to those who subscribed to what they are classified as.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
    where TClassifier : notnull
    where TSubscriber : notnull
{
    private ImmutableList<Subscription> _subscriptions = [];

    /// <summary>False if it gets all that already.</summary>
    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier) => Change(all =>
    {
        var known = all.Find(s => s.Subscriber.Equals(subscriber) && s.Classifier.Equals(classifier));
        if (known is null)
            return all.Add(new Subscription(subscriber, classifier, []));
        return known.Except.IsEmpty ? all : all.Replace(known, known with { Except = [] });
    });

    /// <summary>Ends all of its subscriptions; false if there were none.</summary>
    public virtual bool Unsubscribe(TSubscriber subscriber) =>
        Change(all => all.RemoveAll(s => s.Subscriber.Equals(subscriber)));

    /// <summary>
    /// The subscriber gets nothing any more that is classified as this, not even if it has a wider subscription; false if it got
    /// none of that before.
    /// </summary>
    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) => Change(all =>
    {
        foreach (var s in all.Where(s => s.Subscriber.Equals(subscriber)))
        {
            if (IsSubClassification(classifier, s.Classifier))
                all = all.Remove(s);
            else if (IsSubClassification(s.Classifier, classifier) && !s.Except.Contains(classifier))
                all = all.Replace(s, s with { Except = s.Except.Add(classifier) });
        }
        return all;
    });

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
    internal virtual TSubscriber[] SubscribersOf(TClassifier classifier) =>
        [.. Volatile.Read(ref _subscriptions).Where(s => Fits(s, classifier)).Select(s => s.Subscriber).Distinct()];

    internal bool IsSubscribed(TSubscriber subscriber) =>
        Volatile.Read(ref _subscriptions).Exists(s => s.Subscriber.Equals(subscriber));

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    private bool Fits(Subscription subscription, TClassifier classifier) =>
        IsSubClassification(subscription.Classifier, classifier)
        && !subscription.Except.Any(except => IsSubClassification(except, classifier));

    private bool Change(Func<ImmutableList<Subscription>, ImmutableList<Subscription>> change)
    {
        if (!ImmutableInterlocked.Update(ref _subscriptions, change))
            return false;
        Changed();
        return true;
    }

    private sealed record Subscription(TSubscriber Subscriber, TClassifier Classifier, ImmutableArray<TClassifier> Except);
}
