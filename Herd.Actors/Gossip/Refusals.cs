namespace Herd.Actors.Gossip;

/// <summary>To Gossip: this node refused a link, or was refused.</summary>
/// <param name="About">The other node's name, or its host if it gave none.</param>
/// <param name="Reason">For people, in the same words on both sides.</param>
public sealed record LinkRefused(string About, string Who, string Reason);

/// <summary>Selects the refusals to log. Nodes that refuse each other call again every second, but one line is enough.</summary>
internal sealed class Refusals
{
    private static readonly TimeSpan ToldAgainAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Anybody can call under any name, so log lines and memory are bounded.</summary>
    private const int MaxToldInWindow = 30;
    private const int MaxKnown = 1000;

    private readonly Dictionary<(string About, string Reason), TimeSpan> _told = [];
    private TimeSpan _windowStart;
    private int _toldInWindow;

    /// <summary>Whether to log a refusal, which then counts as logged.</summary>
    /// <param name="now">Monotonic.</param>
    public bool IsNew(LinkRefused refusal, TimeSpan now)
    {
        var key = (refusal.About, refusal.Reason);
        if (_told.TryGetValue(key, out var told) && now - told < ToldAgainAfter)
            return false;
        if (now - _windowStart >= Window)
            (_windowStart, _toldInWindow) = (now, 0);
        if (_toldInWindow == MaxToldInWindow)
            return false;
        _toldInWindow++;
        if (_told.Count >= MaxKnown)
            _told.Clear();
        _told[key] = now;
        return true;
    }

    /// <summary>Logs the next refusal of a node again, since a link with it was made.</summary>
    public void Forget(string about)
    {
        foreach (var key in _told.Keys.Where(key => key.About == about).ToList())
            _told.Remove(key);
    }
}
