namespace Herd.Actors.Locations;

/// <summary>How far a table covered epochs that have left its vector, for cursors that name them. Bounded; not saved.</summary>
internal sealed class PastEpochs
{
    private const int MaxCount = VersionVector.MaxCount;

    private readonly Dictionary<(string Name, ulong Epoch), ulong> _covered = [];
    private readonly Queue<(string Name, ulong Epoch)> _order = [];

    /// <summary>0: unknown.</summary>
    public ulong this[string name, ulong epoch] => _covered.GetValueOrDefault((name, epoch));

    public void Note(string name, ulong epoch, ulong covered)
    {
        if (covered == 0)
            return;
        if (_covered.TryGetValue((name, epoch), out var known))
        {
            _covered[(name, epoch)] = Math.Max(known, covered);
            return;
        }

        Memory.MayTake();
        if (_order.Count == MaxCount)
            _covered.Remove(_order.Dequeue());
        _order.Enqueue((name, epoch));
        _covered.Add((name, epoch), covered);
    }
}
