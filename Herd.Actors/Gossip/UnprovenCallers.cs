using Herd.Actors.Clients;

namespace Herd.Actors.Gossip;

/// <summary>
/// Counts the callers on a port between nodes that haven't proved yet that they are of the herd. Callers that say nothing must
/// neither fill a node nor keep others out.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
public sealed class UnprovenCallers
{
    /// <summary>From one address: more nodes than run on a machine call at the same moment.</summary>
    public const int MaxPerAddress = 32;

    /// <summary>From all.</summary>
    public const int MaxInAll = 128;

    private readonly Dictionary<ClientAddress, int> _counts = [];

    public int Count { get; private set; }

    /// <param name="address">Where somebody calls from. Those from an unknown one count in all only.</param>
    /// <returns>Why that one is too many, for people, and doesn't count; null: it isn't.</returns>
    public string? TryAdd(ClientAddress address)
    {
        if (Count >= MaxInAll)
            return $"{MaxInAll} callers haven't proven yet that they are of the herd";
        var fromThere = _counts.GetValueOrDefault(address);
        if (fromThere >= MaxPerAddress && address != ClientAddress.Unknown)
            return $"{MaxPerAddress} callers from there haven't proven yet that they are of the herd";
        Count++;
        _counts[address] = fromThere + 1;
        return null;
    }

    /// <summary>One that was added has proven itself or is gone.</summary>
    public void Remove(ClientAddress address)
    {
        Count--;
        if (--_counts[address] == 0)
            _counts.Remove(address);
    }
}
