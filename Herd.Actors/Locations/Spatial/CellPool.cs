using System.Runtime.CompilerServices;

namespace Herd.Actors.Locations.Spatial;

/// <summary>Leaves or nodes, by number, that are used again.</summary>
internal sealed class CellPool<T>(int max)
    where T : unmanaged
{
    private readonly ChunkedList<T> _cells = new();
    private readonly Stack<int> _free = [];

    public ref T this[int number] => ref _cells[number];

    public int Used => _cells.Count - _free.Count;

    public int Free => _free.Count;

    /// <summary>Includes free cells.</summary>
    public long Bytes => (long)_cells.Count * Unsafe.SizeOf<T>();

    /// <summary>Allocates one more free cell. References to others may no longer be those in use.</summary>
    /// <exception cref="InvalidOperationException">There are as many as may be.</exception>
    public void Grow()
    {
        if (_cells.Count == max)
            throw new InvalidOperationException($"no room for a cell beside {max}");
        // All may become free without another allocation.
        if (_free.Capacity <= _cells.Count)
        {
            Memory.MayTake();
            _free.EnsureCapacity(_cells.Count + 1);
        }

        _cells.Add(default);
        _free.Push(_cells.Count - 1);
    }

    public int Take(T cell)
    {
        var number = _free.Pop();
        _cells[number] = cell;
        return number;
    }

    /// <summary>Nothing of what was forgotten stays in memory.</summary>
    public void GiveBack(int number)
    {
        _cells[number] = default;
        _free.Push(number);
    }
}
