using System.Buffers;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations;

public class LocationTableTests
{
    private readonly LocationTable _table = new("Goloman", 100);

    [Fact]
    public void An_unknown_client_has_no_frame() => Assert.True(_table.Find(Updates.Id("kiwi")).IsEmpty);

    [Fact]
    public void A_reported_update_is_stamped_and_found()
    {
        var frame = Updates.Frame("kiwi", 5);

        Assert.Equal(UpdateOutcome.NewClient, _table.Report(frame));

        var found = new UpdateFrame(_table.Find(Updates.Id("kiwi")));
        Assert.Equal((100UL, 1UL), (found.Epoch, found.Sequence));
        Assert.Equal(new UpdateFrame(frame).AtLine.ToArray(), found.AtLine.ToArray());
        Assert.Equal(1UL, _table.Vector["Goloman", 100]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void An_older_or_equal_time_is_not_stored_and_takes_no_sequence_number(long time)
    {
        _table.Report(Updates.Frame("kiwi", 5));

        Assert.Equal(UpdateOutcome.Stale, _table.Report(Updates.Frame("kiwi", time, receipt: 9_999)));

        Assert.Equal(5, new UpdateFrame(_table.Find(Updates.Id("kiwi"))).Time.Seconds);
        Assert.Equal(1UL, _table.Vector["Goloman", 100]);
    }

    [Fact]
    public void An_update_of_a_neighbour_with_the_next_number_advances_the_vector()
    {
        Assert.Equal(UpdateOutcome.NewClient, _table.Learn(Updates.Frame("kiwi", 5, "Hands", 7, 1)));
        Assert.Equal(UpdateOutcome.Newer, _table.Learn(Updates.Frame("kiwi", 6, "Hands", 7, 2)));
        Assert.Equal(2UL, _table.Vector["Hands", 7]);
    }

    [Fact]
    public void An_update_behind_a_gap_is_stored_and_claims_nothing()
    {
        _table.Learn(Updates.Frame("kiwi", 5, "Hands", 7, 1));

        Assert.Equal(UpdateOutcome.NewClient, _table.Learn(Updates.Frame("fig", 5, "Hands", 7, 3)));

        Assert.False(_table.Find(Updates.Id("fig")).IsEmpty);
        Assert.Equal(1UL, _table.Vector["Hands", 7]);
    }

    [Fact]
    public void What_the_vector_covers_is_not_taken_again()
    {
        _table.Learn(Updates.Frame("kiwi", 5, "Hands", 7, 1));

        Assert.Equal(UpdateOutcome.Covered, _table.Learn(Updates.Frame("kiwi", 5, "Hands", 7, 1)));
    }

    [Fact]
    public void The_same_update_behind_a_gap_is_stale_the_second_time()
    {
        _table.Learn(Updates.Frame("kiwi", 5, "Hands", 7, 3));

        Assert.Equal(UpdateOutcome.Stale, _table.Learn(Updates.Frame("kiwi", 5, "Hands", 7, 3)));
    }

    [Fact]
    public void A_superseded_update_with_the_next_number_still_advances_the_vector()
    {
        _table.Report(Updates.Frame("kiwi", 9));

        Assert.Equal(UpdateOutcome.Superseded, _table.Learn(Updates.Frame("kiwi", 5, "Hands", 7, 1)));

        Assert.Equal(9, new UpdateFrame(_table.Find(Updates.Id("kiwi"))).Time.Seconds);
        Assert.Equal(1UL, _table.Vector["Hands", 7]);
    }

    [Fact]
    public void Equal_client_times_are_ordered_the_same_at_every_node()
    {
        var updates = new[]
        {
            Updates.Frame("kiwi", 5, "Hands", 7, 1, receipt: 10),
            Updates.Frame("kiwi", 5, "Hands", 8, 1, receipt: 10),
            Updates.Frame("kiwi", 5, "Wilkes", 7, 1, receipt: 10),
            Updates.Frame("kiwi", 5, "Alford", 9, 1, receipt: 11),
        };
        foreach (var order in Permutations(updates))
        {
            var table = new LocationTable("Goloman", 100);
            foreach (var update in order)
                table.Learn(update);
            Assert.Equal(updates[3], table.Find(Updates.Id("kiwi")).ToArray());
        }
    }

    [Fact]
    public void A_merged_vector_covers_what_it_says_and_is_told_as_growth_once()
    {
        var vector = VersionVector.From([("Hands", 7, 5)]);

        Assert.True(_table.Merge(vector));
        Assert.False(_table.Merge(vector));
        Assert.Equal(UpdateOutcome.Covered, _table.Learn(Updates.Frame("kiwi", 5, "Hands", 7, 5)));
    }

    [Fact]
    public void A_catch_up_reads_the_newest_of_each_client_ascending_for_each_origin()
    {
        foreach (var (client, time) in new[] { ("a", 1L), ("b", 2), ("a", 3), ("c", 4), ("b", 5) })
            _table.Report(Updates.Frame(client, time));
        _table.Learn(Updates.Frame("d", 1, "Hands", 7, 1));

        Assert.Equal(
            ["a@3 Goloman:3", "c@4 Goloman:4", "b@5 Goloman:5", "d@1 Hands:1"],
            ReadAll(_table.OpenCatchUp(VersionVector.Empty)));
    }

    [Fact]
    public void A_catch_up_leaves_out_what_the_other_has()
    {
        foreach (var client in new[] { "a", "b", "c" })
            _table.Report(Updates.Frame(client, 1));

        Assert.Equal(["c@1 Goloman:3"], ReadAll(_table.OpenCatchUp(VersionVector.From([("Goloman", 100, 2)]))));
    }

    [Fact]
    public void A_catch_up_in_parts_goes_on_where_it_was_with_what_came_meanwhile()
    {
        foreach (var client in new[] { "a", "b", "c" })
            _table.Report(Updates.Frame(client, 1));
        var catchUp = _table.OpenCatchUp(VersionVector.Empty);

        Assert.Equal(["a@1 Goloman:1"], ReadPart(catchUp, out var isLast));
        Assert.False(isLast);
        _table.Report(Updates.Frame("b", 2));
        _table.Report(Updates.Frame("a", 2));

        Assert.Equal(["c@1 Goloman:3", "b@2 Goloman:4", "a@2 Goloman:5"], ReadAll(catchUp));
    }

    [Fact]
    public void A_catch_up_goes_back_for_what_comes_in_out_of_order()
    {
        _table.Learn(Updates.Frame("a", 1, "Hands", 7, 5));
        _table.Learn(Updates.Frame("b", 1, "Hands", 7, 9));
        var catchUp = _table.OpenCatchUp(VersionVector.Empty);
        ReadPart(catchUp, out _);
        ReadPart(catchUp, out _);

        _table.Learn(Updates.Frame("c", 1, "Hands", 7, 3));

        Assert.Contains("c@1 Hands:3", ReadAll(catchUp));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData((ulong)uint.MaxValue)]
    [InlineData(1UL << 32)]
    [InlineData((1UL << 32) + 1)]
    [InlineData(UpdateFrame.MaxSequence)]
    public void Any_sequence_number_is_read_back(ulong sequence)
    {
        _table.Learn(Updates.Frame("late", 1, "Hands", 1, UpdateFrame.MaxSequence - 1));
        _table.Learn(Updates.Frame("kiwi", 1, "Hands", 1, sequence));

        Assert.Contains($"kiwi@1 Hands:{sequence}", ReadAll(_table.OpenCatchUp(VersionVector.Empty)));
        Assert.Contains($"kiwi@1 Hands:{sequence}", ReadAll(_table.OpenCatchUp(VersionVector.From([("Hands", 1, sequence - 1)]))));
        Assert.DoesNotContain($"kiwi@1 Hands:{sequence}", ReadAll(_table.OpenCatchUp(VersionVector.From([("Hands", 1, sequence)]))));
    }

    [Fact]
    public void A_past_epoch_of_which_nothing_is_stored_any_more_leaves_the_vector()
    {
        _table.Learn(Updates.Frame("a", 1, "Hands", 7, 1));
        _table.Learn(Updates.Frame("a", 2, "Hands", 8, 1));

        _table.Merge(VersionVector.From([("Hands", 7, 1), ("Hands", 8, 1)]));

        Assert.Equal([("Hands", 8UL, 1UL)], _table.Vector.Entries);
    }

    [Fact]
    public void What_a_copy_lacks_of_what_clients_were_told_is_counted_and_what_neighbours_told_is_not()
    {
        var table = new LocationTable("Goloman", 1);
        table.Report(Updates.Frame("kiwi", 1, "Goloman"));
        var copied = table.Vector;
        table.Report(Updates.Frame("kiwi", 2, "Goloman"));
        table.Report(Updates.Frame("emu", 1, "Goloman"));
        table.Learn(Updates.Frame("moa", 1, "Hands", 1, 1));

        Assert.Equal(2, table.CountOwnMissing(copied));
        Assert.Equal(0, table.CountOwnMissing(table.Vector));
    }

    [Fact]
    public void Many_clients_that_move_often_stay_findable_and_take_memory_once()
    {
        const int clients = 20_000;
        var random = new Random(1);
        for (var client = 0; client < clients; client++)
            _table.Report(Updates.Frame(Name(client), 1));
        var bytes = _table.FrameBytes;

        for (var time = 2; time < 12; time++)
        {
            for (var client = 0; client < clients; client++)
                _table.Report(Updates.Frame(Name(client), time, receipt: random.Next()));
        }

        Assert.Equal(clients, _table.Count);
        for (var client = 0; client < clients; client++)
            Assert.Equal(11, new UpdateFrame(_table.Find(Updates.Id(Name(client)))).Time.Seconds);
        Assert.InRange(_table.FrameBytes, bytes, bytes * 3);
        Assert.Equal(clients, ReadAll(_table.OpenCatchUp(VersionVector.Empty)).Count);

        static string Name(int client) => $"client-{client:D6}";
    }

    private static IEnumerable<T[]> Permutations<T>(T[] items)
    {
        if (items.Length <= 1)
        {
            yield return items;
            yield break;
        }

        for (var first = 0; first < items.Length; first++)
        {
            foreach (var rest in Permutations(items.Where((_, index) => index != first).ToArray()))
                yield return [items[first], .. rest];
        }
    }

    private List<string> ReadPart(CatchUp catchUp, out bool isLast)
    {
        var bytes = new ArrayBufferWriter<byte>();
        isLast = _table.Read(catchUp, bytes, 1, out _);
        return Updates.Describe(bytes.WrittenSpan);
    }

    private List<string> ReadAll(CatchUp catchUp)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Assert.True(_table.Read(catchUp, bytes, int.MaxValue, out _));
        return Updates.Describe(bytes.WrittenSpan);
    }
}
