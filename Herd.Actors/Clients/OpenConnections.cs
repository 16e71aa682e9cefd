namespace Herd.Actors.Clients;

/// <summary>Counts the connections of clients, in all and of each address, and says which are too many.</summary>
/// <param name="settings">How many may be open.</param>
/// <param name="clock">The same reason is told once a minute at most.</param>
internal sealed class OpenConnections(ClientSettings settings, TimeProvider clock)
{
    private readonly Dictionary<ClientAddress, int> _counts = [];

    /// <summary><see cref="ClientAddress.Unknown"/> stands for too many in all.</summary>
    private readonly ToldAddresses _told = new(clock);

    public int Count { get; private set; }

    /// <param name="address">Where it comes from.</param>
    /// <param name="reason">Why it is too many, for people; null if that was told already.</param>
    /// <returns>False: it is too many, and isn't counted.</returns>
    public bool TryAdd(ClientAddress address, out string? reason)
    {
        reason = null;
        if (Count >= settings.MaxConnections)
        {
            if (_told.IsNew(ClientAddress.Unknown))
                reason = $"connections of clients are refused: {Count} are open, as many as herd.client.max-connections allows";
            return false;
        }

        var open = _counts.GetValueOrDefault(address);
        if (open >= settings.MaxConnectionsPerAddress && address != ClientAddress.Unknown)
        {
            if (_told.IsNew(address))
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
}
