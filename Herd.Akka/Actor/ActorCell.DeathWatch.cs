using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

public partial class ActorCell
{
    // What is told to this actor when the key stops; null: Terminated.
    private Dictionary<IActorRef, object?>? _watching;
    private HashSet<IActorRef>? _watchedBy;

    // Of both, those of other systems.
    private int _remotes;

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
        {
            watchee.SendSystemMessage(new Unwatch(watchee, _self));
            CountRemote(watchee, -1);
        }
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
        if (watchee.Equals(_self) && !watcher.Equals(_self) && (_watchedBy ??= []).Add(watcher))
            CountRemote(watcher, 1);
    }

    protected void RemWatcher(IActorRef watchee, IActorRef watcher)
    {
        if (watchee.Equals(_self) && _watchedBy?.Remove(watcher) == true)
            CountRemote(watcher, -1);
    }

    protected void WatchedActorTerminated(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        object? custom = null;
        var watched = Watched(actor);
        if (watched is not null && _watching!.Remove(watched, out custom))
        {
            CountRemote(watched, -1);
            if (!_children.IsTerminating)
            {
                (_terminatedQueue ??= [])[watched] = custom;
                _self.Tell(new Terminated(watched, existenceConfirmed, addressTerminated), watched);
            }
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
        CountRemote(watchee, 1);
        return subject;
    }

    private void UnwatchWatchedActors()
    {
        foreach (var (watchee, _) in _watching ?? [])
            ((IInternalActorRef)watchee).SendSystemMessage(new Unwatch((IInternalActorRef)watchee, _self));
        _watching = null;
        _terminatedQueue = null;
        if (_remotes > 0)
            SystemImpl.AddressTerminatedTopic.Unsubscribe(_self);
        _remotes = 0;
    }

    /// <summary>What this actor watches, if it is that one: perhaps by a path of another system, without its incarnation.</summary>
    private IActorRef? Watched(IActorRef actor)
    {
        if (_watching is null || _watching.ContainsKey(actor))
            return _watching is null ? null : actor;
        if (actor is not IActorRefScope { IsLocal: false } || actor.Path.Uid == UndefinedUid)
            return null;
        return _watching.Keys.FirstOrDefault(w => w.Path.Uid == UndefinedUid && w.Path.Equals(actor.Path));
    }

    /// <summary>Whoever watches an actor of another system, or is watched from there, wants to know when that system is gone.</summary>
    private void CountRemote(IActorRef actor, int change)
    {
        if (actor is not IActorRefScope { IsLocal: false })
            return;
        var before = _remotes;
        _remotes += change;
        if (before == 0)
            SystemImpl.AddressTerminatedTopic.Subscribe(_self);
        else if (_remotes == 0)
            SystemImpl.AddressTerminatedTopic.Unsubscribe(_self);
    }

    private void AddressGone(Address address)
    {
        foreach (var watcher in _watchedBy?.Where(w => w.Path.Address == address).ToArray() ?? [])
            RemWatcher(_self, watcher);
        foreach (var watched in _watching?.Keys.Where(w => w.Path.Address == address).ToArray() ?? [])
            _self.SendSystemMessage(new DeathWatchNotification(watched, false, true));
    }
}
