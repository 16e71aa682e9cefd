using Herd.Actors.Streams;

namespace Herd.Node.Http;

/// <summary>
/// While somebody reads, wakes all readers together for what has come, and has cursors noted. So what readers cost goes with the
/// time and not with the number of updates.
/// </summary>
/// <param name="feed">The node's.</param>
/// <param name="note">Asks the registry to note a cursor.</param>
internal sealed class StreamTicker(StreamFeed feed, Action note) : IDisposable
{
    private const int NoteEvery = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private Timer? _timer;
    private int _ticks;

    /// <param name="max">How many readers there may be.</param>
    /// <returns>Whether there was a place.</returns>
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
