using Herd.Actors.Streams;

namespace Herd.Node.Http;

/// <summary>Wakes all readers together, so that their cost grows with time and not with the number of updates.</summary>
/// <param name="note">Asks the registry to note a cursor.</param>
internal sealed class StreamWaker(StreamFeed feed, Action note) : IDisposable
{
    private const int NoteEvery = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private Timer? _timer;
    private int _ticks;

    public bool TryEnter(int max)
    {
        lock (_lock)
        {
            if (!feed.TryEnter(max))
                return false;
            _timer ??= new Timer(_ => Tick(), null, Interval, Interval);
            return true;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            feed.Leave();
            if (feed.Readers == 0)
                Stop();
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Stop();
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
    }

    private void Tick()
    {
        if (Interlocked.Increment(ref _ticks) % NoteEvery == 0)
            note();
        feed.Signal();
    }
}
