using Akka.Actor;

namespace Herd.Actors.Clients;

// Closing a TCP connection with unread input resets it, which can cost the client unread answers. So the node closes only its
// output at first, and reads on for a while.
public sealed partial class ClientConnection
{
    /// <summary>Draining ends when nothing came for this long, at <see cref="MaxDrainIntervals"/> or at <see cref="MaxDrained"/>.</summary>
    private static readonly TimeSpan DrainInterval = TimeSpan.FromMilliseconds(250);

    private const int MaxDrainIntervals = 20;

    /// <summary>Bytes.</summary>
    private const long MaxDrained = 1024 * 1024;

    private long _drained;
    private long _drainedBefore;
    private int _drainIntervals;

    private void Draining(object message)
    {
        switch (message)
        {
            case ClientTransport.Flushed when _transport.EndFlush():
                _batch = null;
                _transport.CloseOutput();
                Timers.StartPeriodicTimer(Signal.DrainCheck, Signal.DrainCheck, DrainInterval);
                _transport.Read();
                break;
            case ClientTransport.BytesArrived when _transport.TryTake(out var read) && !read.IsCompleted:
                _drained += read.Buffer.Length;
                _transport.Advance(read, read.Buffer.Length, isAllSeen: true);
                if (_drained > MaxDrained)
                    Context.Stop(Self);
                else
                    _transport.Read();
                break;
            case Signal.DrainCheck when _drained == _drainedBefore || ++_drainIntervals == MaxDrainIntervals:
                Context.Stop(Self);
                break;
            case Signal.DrainCheck:
                _drainedBefore = _drained;
                break;
            default:
                Anytime(message);
                break;
        }
    }
}
