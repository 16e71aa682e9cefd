using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations.Spatial;

public class ReclamationTests
{
    private readonly Reclamation _reclamation = new();
    private readonly List<Cell> _freed = [];

    [Fact]
    public void A_cell_is_free_once_the_searches_that_could_have_met_it_are_over()
    {
        var early = _reclamation.Begin();
        Retire(1);
        Assert.Empty(Reclaimed());

        var late = _reclamation.Begin();
        Assert.Empty(Reclaimed());
        _reclamation.End(early);

        // The late one began when the cell had left already.
        Assert.Equal([Cell.Leaf(1)], Reclaimed());
        _reclamation.End(late);
        Assert.Single(Reclaimed());
    }

    [Fact]
    public void Searches_that_follow_each_other_without_a_gap_hold_up_nothing_for_ever()
    {
        Retire(1);
        var running = _reclamation.Begin();
        for (var search = 0; search < 3; search++)
        {
            var next = _reclamation.Begin();
            _reclamation.End(running);
            running = next;
            Reclaimed();
        }

        Assert.Equal([Cell.Leaf(1)], _freed);
    }

    [Fact]
    public void A_search_sees_a_leaf_as_it_was_however_often_cells_are_used_again()
    {
        var index = new SpatialIndex();
        var points = Enumerable.Range(0, 30).Select(entry => new GeoPoint(340_000_000 + entry * 1_000, -1_184_000_000)).ToArray();
        for (var entry = 0; entry < points.Length; entry++)
            Add(index, entry, points[entry]);
        var cells = index.CellsInUse;
        var bytes = 0L;
        var found = new HashSet<int>();

        // The writer splits and merges all there is while the search is in its only leaf.
        var search = new BoxSearch(index, GeoBox.World, 1_000, entry =>
        {
            if (found.Add(entry) && found.Count == 1)
                bytes = SplitAndMerge();
            return true;
        });
        Assert.True(search.Run());

        Assert.Equal(Enumerable.Range(0, points.Length).ToHashSet(), found);
        Assert.True(index.CellsInUse > cells + 100, "cells that the search could meet were used again");
        index.Reclaim();
        Assert.Equal(cells, index.CellsInUse);
        // Without a search, the same takes no more memory.
        Assert.Equal(bytes, SplitAndMerge());

        long SplitAndMerge()
        {
            for (var round = 0; round < 20; round++)
            {
                for (var entry = 30; entry < 400; entry++)
                    Add(index, entry, points[entry % 30]);
                for (var entry = 30; entry < 400; entry++)
                    index.Remove(entry);
            }

            return index.Bytes;
        }
    }

    private static void Add(SpatialIndex index, int entry, GeoPoint point)
    {
        index.ReserveAdd(entry, point);
        index.Add(entry, point);
    }

    private void Retire(int leaf)
    {
        _reclamation.Reserve(1);
        _reclamation.Retire(Cell.Leaf(leaf));
    }

    private List<Cell> Reclaimed()
    {
        _reclamation.Reclaim(_freed.Add);
        return _freed;
    }
}
