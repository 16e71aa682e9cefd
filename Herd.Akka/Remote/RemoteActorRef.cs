using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Remote;

/// <summary>A reference to an actor of another system: what is told to it goes there, as far as there is a way.</summary>
public class RemoteActorRef : InternalActorRefBase, IRemoteRef
{
    private readonly RemoteTransport _remote;

    public RemoteActorRef(RemoteTransport remote, Address localAddressToUse, ActorPath path, IInternalActorRef parent, Props? props, Deploy? deploy)
    {
        _remote = remote;
        LocalAddressToUse = localAddressToUse;
        Path = path;
        Parent = parent;
        _ = props;
        _ = deploy;
    }

    /// <summary>The address under which the other system knows this one.</summary>
    public Address LocalAddressToUse { get; }

    public override ActorPath Path { get; }

    public override IInternalActorRef Parent { get; }

    public override IActorRefProvider Provider => _remote.Provider;

    public override bool IsLocal => false;

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        var path = Path;
        foreach (var element in name)
        {
            path = element switch
            {
                "" => path,
                ".." => path.Parent ?? path,
                _ => path / element,
            };
        }
        return new RemoteActorRef(_remote, LocalAddressToUse, path, Nobody.Instance, null, null);
    }

    /// <summary>Whether a watch is put through the remote watcher, which also watches over the other system.</summary>
    public bool IsWatchIntercepted(IActorRef watchee, IActorRef watcher) =>
        !watcher.Equals(_remote.Provider.RemoteWatcher) && watchee.Equals(this);

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch when IsWatchIntercepted(watch.Watchee, watch.Watcher):
                _remote.Provider.RemoteWatcher.Tell(new RemoteWatcher.WatchRemote(watch.Watchee, watch.Watcher), ActorRefs.NoSender);
                break;
            case Unwatch unwatch when IsWatchIntercepted(unwatch.Watchee, unwatch.Watcher):
                _remote.Provider.RemoteWatcher.Tell(new RemoteWatcher.UnwatchRemote(unwatch.Watchee, unwatch.Watcher), ActorRefs.NoSender);
                break;
            default:
                _remote.Send(message, ActorRefs.NoSender, this);
                break;
        }
    }

    public override void Start()
    {
    }

    // Only a supervisor does these, and an actor has its supervisor in its own system.
    public override void Suspend()
    {
    }

    public override void Resume(Exception? causedByFailure = null)
    {
    }

    public override void Restart(Exception cause)
    {
    }

    public override void Stop() => SendSystemMessage(new Terminate());

    protected override void TellInternal(object message, IActorRef sender) => _remote.Send(message, sender, this);
}
