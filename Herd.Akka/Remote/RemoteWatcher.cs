using Akka.Actor;

namespace Akka.Remote;

/// <summary>Watches over other systems for those who watch actors there.</summary>
public partial class RemoteWatcher
{
    /// <summary>About a watch.</summary>
    public abstract class WatchCommand
    {
        protected WatchCommand(IInternalActorRef watchee, IInternalActorRef watcher)
        {
            Watchee = watchee;
            Watcher = watcher;
        }

        public IInternalActorRef Watchee { get; }

        public IInternalActorRef Watcher { get; }
    }

    /// <summary>Watch.</summary>
    public sealed class WatchRemote : WatchCommand
    {
        public WatchRemote(IInternalActorRef watchee, IInternalActorRef watcher)
            : base(watchee, watcher)
        {
        }
    }

    /// <summary>Watch no longer.</summary>
    public sealed class UnwatchRemote : WatchCommand
    {
        public UnwatchRemote(IInternalActorRef watchee, IInternalActorRef watcher)
            : base(watchee, watcher)
        {
        }
    }

    /// <summary>Are you there?</summary>
    public sealed class Heartbeat
    {
        private Heartbeat()
        {
        }

        public static Heartbeat Instance { get; } = new();
    }

    /// <summary>Here, in this incarnation.</summary>
    public class HeartbeatRsp
    {
        public HeartbeatRsp(int addressUid) => AddressUid = addressUid;

        public int AddressUid { get; }
    }
}
