namespace Herd.Actors.Clients;

/// <summary>Selects addresses to log: each at most once a minute. Bounded.</summary>
internal sealed class ToldAddresses(TimeProvider clock)
{
    /// <summary>While this many were logged in the last minute, no other is.</summary>
    private const int MaxTold = 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ClientAddress, long> _told = [];

    /// <summary>Whether to log an address, which then counts as logged.</summary>
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
