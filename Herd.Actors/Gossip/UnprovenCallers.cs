using Herd.Actors.Clients;

namespace Herd.Actors.Gossip;

/// <summary>Limits callers that haven't proved themselves yet, so that silent ones can't keep others out. Thread-safe.</summary>
public sealed class UnprovenCallers
{
    /// <summary>More than the nodes on one machine that may call at the same moment.</summary>
    public const int MaxPerAddress = 32;

    public const int MaxInAll = 128;

    private readonly Dictionary<ClientAddress, int> _counts = [];

    private int _count;

    /// <param name="address">Unknown addresses have no limit of their own, only the total one.</param>
    /// <returns>Why the caller is too many and isn't counted; null: it is counted.</returns>
    public string? TryAdd(ClientAddress address)
    {
        lock (_counts)
        {
            if (_count >= MaxInAll)
                return $"{MaxInAll} callers haven't proven yet that they are of the herd";
            var fromThere = _counts.GetValueOrDefault(address);
            if (fromThere >= MaxPerAddress && address != ClientAddress.Unknown)
                return $"{MaxPerAddress} callers from there haven't proven yet that they are of the herd";
            _count++;
            _counts[address] = fromThere + 1;
            return null;
        }
    }

    public void Remove(ClientAddress address)
    {
        lock (_counts)
        {
            _count--;
            if (--_counts[address] == 0)
                _counts.Remove(address);
        }
    }
}
