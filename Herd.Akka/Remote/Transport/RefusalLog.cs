namespace Akka.Remote.Transport;

/// <summary>
/// Which refusals are news: whoever is refused calls again and again, and a person wants one line. Anybody may call, so what
/// is told is bounded, and what is remembered too.
/// </summary>
/// <remarks>Connections come from any thread.</remarks>
internal sealed class RefusalLog(TimeProvider clock)
{
    private const int MaxToldInWindow = 30;
    private const int MaxKnown = 1000;

    private static readonly TimeSpan ToldAgainAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Host, string Reason), long> _told = [];
    private long _windowStart = clock.GetTimestamp();
    private int _toldInWindow;

    /// <summary>Whether a refusal should be told; it then counts as told.</summary>
    public bool IsNew(string host, string reason)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            if (_told.TryGetValue((host, reason), out var told) && clock.GetElapsedTime(told, now) < ToldAgainAfter)
                return false;
            if (clock.GetElapsedTime(_windowStart, now) >= Window)
                (_windowStart, _toldInWindow) = (now, 0);
            if (_toldInWindow == MaxToldInWindow)
                return false;
            _toldInWindow++;
            if (_told.Count >= MaxKnown)
                _told.Clear();
            _told[(host, reason)] = now;
            return true;
        }
    }
}
