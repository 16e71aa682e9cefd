namespace Herd.Actors.Clients;

internal sealed class OpenConnections(ClientSettings settings, TimeProvider clock)
{
    private readonly Dictionary<ClientAddress, int> _counts = [];

    /// <summary><see cref="ClientAddress.Unknown"/> stands for the total limit.</summary>
    private readonly ToldAddresses _told = new(clock);

    public int Count { get; private set; }

    /// <param name="reason">Why it is too many; null if this was logged in the last minute.</param>
    /// <returns>False: too many, so not counted.</returns>
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

    public void Remove(ClientAddress address)
    {
        Count--;
        if (--_counts[address] == 0)
            _counts.Remove(address);
    }
}
