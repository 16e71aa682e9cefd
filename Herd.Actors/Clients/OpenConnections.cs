namespace Herd.Actors.Clients;

/// <summary>Counts the connections of clients, in all and of each address, and says which are too many.</summary>
/// <param name="settings">How many may be open.</param>
/// <param name="clock">The same reason is told once a minute at most.</param>
internal sealed class OpenConnections(ClientSettings settings, TimeProvider clock)
{
    /// <summary>Addresses that were told of lately; while there are as many, no other is.</summary>
    private const int MaxTold = 1024;

    private static readonly TimeSpan TellingInterval = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ClientAddress, int> _counts = [];

    /// <summary>When an address was told of; <see cref="ClientAddress.Unknown"/> stands for too many in all.</summary>
    private readonly Dictionary<ClientAddress, long> _told = [];

    public int Count { get; private set; }

    /// <param name="address">Where it comes from.</param>
    /// <param name="reason">Why it is too many, for people; null if that was told already.</param>
    /// <returns>False: it is too many, and isn't counted.</returns>
    public bool TryAdd(ClientAddress address, out string? reason)
    {
        reason = null;
        if (Count >= settings.MaxConnections)
        {
            if (IsToBeTold(ClientAddress.Unknown))
                reason = $"connections of clients are refused: {Count} are open, as many as herd.client.max-connections allows";
            return false;
        }

        var open = _counts.GetValueOrDefault(address);
        if (open >= settings.MaxConnectionsPerAddress && address != ClientAddress.Unknown)
        {
            if (IsToBeTold(address))
                reason = $"connections of clients are refused: {open} are open from {address}, as many as herd.client.max-connections-per-address allows";
            return false;
        }

        Count++;
        _counts[address] = open + 1;
        return true;
    }

    /// <summary>One that was added has ended.</summary>
    public void Remove(ClientAddress address)
    {
        Count--;
        if (--_counts[address] == 0)
            _counts.Remove(address);
    }

    private bool IsToBeTold(ClientAddress address)
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

        bool IsRecent(long at) => clock.GetElapsedTime(at, now) < TellingInterval;
    }
}
