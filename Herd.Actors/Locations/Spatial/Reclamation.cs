namespace Herd.Actors.Locations.Spatial;

/// <summary>Epoch-based reclamation: a cell that left the tree is free once all searches that could have met it are over.</summary>
/// <remarks>Searches of this epoch and of the one before may run; a new epoch begins when none of the latter is left.</remarks>
internal sealed class Reclamation
{
    private readonly Lock _lock = new();
    private readonly int[] _searches = new int[2];
    private int _epoch;
    private List<Cell> _retired = [];
    private List<Cell> _retiredBefore = [];

    /// <summary>Begins a search, on any thread.</summary>
    /// <returns>For <see cref="End"/>.</returns>
    public int Begin()
    {
        lock (_lock)
        {
            _searches[_epoch]++;
            return _epoch;
        }
    }

    public void End(int epoch)
    {
        lock (_lock)
            _searches[epoch]--;
    }

    /// <summary>Allocates for so many cells, so that <see cref="Retire"/> can't fail.</summary>
    public void Reserve(int cells)
    {
        if (_retired.Count + cells <= _retired.Capacity)
            return;
        Memory.MayTake();
        _retired.EnsureCapacity(_retired.Count + cells);
    }

    /// <summary>For the writer: no search that begins from now on meets this cell.</summary>
    public void Retire(Cell cell) => _retired.Add(cell);

    /// <summary>For the writer: frees what it can. It doesn't wait.</summary>
    public void Reclaim(Action<Cell> free)
    {
        while (_retired.Count + _retiredBefore.Count > 0 && TryBeginEpoch())
        {
            foreach (var cell in _retiredBefore)
                free(cell);
            _retiredBefore.Clear();
            (_retired, _retiredBefore) = (_retiredBefore, _retired);
        }
    }

    private bool TryBeginEpoch()
    {
        if (!_lock.TryEnter())
            return false;
        try
        {
            if (_searches[1 - _epoch] > 0)
                return false;
            _epoch = 1 - _epoch;
            return true;
        }
        finally
        {
            _lock.Exit();
        }
    }
}
