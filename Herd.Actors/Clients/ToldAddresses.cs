namespace Herd.Actors.Clients;

/// <summary>Which addresses are news: people want one line a minute of each, however often it calls. Bounded.</summary>
/// <param name="clock">Tells the minute.</param>
internal sealed class ToldAddresses(TimeProvider clock)
{
    /// <summary>Addresses that were told of lately; while there are as many, no other is.</summary>
    private const int MaxTold = 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ClientAddress, long> _told = [];

    /// <summary>Whether to tell of this one; if so, it counts as told.</summary>
    public bool IsNew(ClientAddress address)
    {
        var now = clock.GetTimestamp();
        if (_told.TryGetValue(address, out var told) && IsRecent(told))
            return false;
        if (_told.Count >= MaxTold)
        {
            foreach (var (other, at) in _told)
            {
                if (!IsRecent(at))
                    _told.Remove(other);
            }

            if (_told.Count >= MaxTold)
                return false;
        }

        _told[address] = now;
        return true;

        bool IsRecent(long at) => clock.GetElapsedTime(at, now) < Interval;
    }
}
