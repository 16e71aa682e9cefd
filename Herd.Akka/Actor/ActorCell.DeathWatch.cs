using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public partial class ActorCell
{
    // What is told to this actor when the key stops; null: Terminated.
    private Dictionary<IActorRef, object?>? _watching;
    private HashSet<IActorRef>? _watchedBy;

    // Those that have stopped, whose Terminated is in the mailbox.
    private Dictionary<IActorRef, object?>? _terminatedQueue;

    public IActorRef Watch(IActorRef subject) => StartWatching(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        if (message is null)
            throw new ArgumentNullException(nameof(message), "message must not be null");
        return StartWatching(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        var watchee = (IInternalActorRef)subject;
        if (!watchee.Equals(_self) && _watching?.Remove(watchee) == true)
            watchee.SendSystemMessage(new Unwatch(watchee, _self));
        _terminatedQueue?.Remove(watchee);
        return subject;
    }

    protected void ReceivedTerminated(Terminated t)
    {
        object? custom = null;
        if (_terminatedQueue?.Remove(t.ActorRef, out custom) != true)
            return;
        if (custom is null)
        {
            ReceiveMessage(t);
            return;
        }
        _current = new Envelope(custom, _current.Sender);
        ReceiveMessage(custom);
    }

    protected void AddWatcher(IActorRef watchee, IActorRef watcher)
    {
        if (watchee.Equals(_self) && !watcher.Equals(_self))
            (_watchedBy ??= []).Add(watcher);
    }

    protected void RemWatcher(IActorRef watchee, IActorRef watcher)
    {
        if (watchee.Equals(_self))
            _watchedBy?.Remove(watcher);
    }

    protected void WatchedActorTerminated(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        object? custom = null;
        if (_watching?.Remove(actor, out custom) == true && !_children.IsTerminating)
        {
            (_terminatedQueue ??= [])[actor] = custom;
            _self.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
        }
        if (_children.Find(actor) is not null)
            HandleChildTerminated(actor);
    }

    protected void TellWatchersWeDied()
    {
        foreach (var watcher in _watchedBy ?? [])
        {
            if (!watcher.Equals(Parent))
                ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(_self, true, false));
        }
        _watchedBy = null;
    }

    private IActorRef StartWatching(IActorRef subject, object? message)
    {
        var watchee = (IInternalActorRef)subject;
        if (watchee.Equals(_self))
            return subject;
        _watching ??= [];
        if (_watching.TryGetValue(watchee, out var before))
        {
            if (!Equals(before, message))
            {
                throw new InvalidOperationException(
                    $"Watch({Self}, {watchee}) termination message was not overwritten from [{before ?? "Terminated"}] to [{message ?? "Terminated"}]. If this was intended, unwatch first before using `Watch` / `WatchWith` with another message.");
            }
            return subject;
        }
        watchee.SendSystemMessage(new Watch(watchee, _self));
        _watching.Add(watchee, message);
        return subject;
    }

    private void UnwatchWatchedActors()
    {
        foreach (var (watchee, _) in _watching ?? [])
            ((IInternalActorRef)watchee).SendSystemMessage(new Unwatch((IInternalActorRef)watchee, _self));
        _watching = null;
        _terminatedQueue = null;
    }
}
