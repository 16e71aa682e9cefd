namespace Herd.Actors.Gossip;

/// <summary>To Gossip: there is no link, because this node refused one or was refused.</summary>
/// <param name="About">The other node's name, or its host if it gave none.</param>
/// <param name="Who">The other node, for people.</param>
/// <param name="Reason">For people; the same one at either side, whoever refuses.</param>
public sealed record LinkRefused(string About, string Who, string Reason);

/// <summary>Which refusals are news: nodes that refuse each other call again every second, and people want one line.</summary>
internal sealed class Refusals
{
    private static readonly TimeSpan ToldAgainAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Anybody may call under any name: the lines told are bounded, and those remembered.</summary>
    private const int MaxToldInWindow = 30;
    private const int MaxKnown = 1000;

    private readonly Dictionary<(string About, string Reason), TimeSpan> _told = [];
    private TimeSpan _windowStart;
    private int _toldInWindow;

    /// <summary>Whether to tell this one; if so, it counts as told.</summary>
    /// <param name="refusal">What happened.</param>
    /// <param name="now">Of a clock that never goes back.</param>
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

    /// <summary>A link with this node was made: what hinders the next one is news.</summary>
    public void Forget(string about)
    {
        foreach (var key in _told.Keys.Where(key => key.About == about).ToList())
            _told.Remove(key);
    }
}
