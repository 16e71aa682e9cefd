using System.Buffers;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations;

public class ForgettingTests
{
    private readonly LocationTable _table = new("Goloman", 7);

    [Fact]
    public void A_forgotten_client_is_not_found_and_leaves_nothing_of_its_ID()
    {
        _table.Report(Updates.Frame("jane-doe", 5));

        Assert.Equal(UpdateOutcome.Newer, Forget("jane-doe", 10));

        Assert.True(_table.Find("jane-doe"u8).IsEmpty);
        Assert.Equal(0, _table.Count);
        Assert.Equal(1, _table.Tombstones);
        Assert.True(All(_table).AsSpan().IndexOf("jane-doe"u8) < 0);
    }

    [Theory]
    [InlineData(9, UpdateOutcome.Stale)]
    [InlineData(10, UpdateOutcome.Stale)]
    [InlineData(11, UpdateOutcome.NewClient)]
    public void Only_a_report_behind_the_forgetting_brings_a_client_back(long time, UpdateOutcome expected)
    {
        _table.Report(Updates.Frame("jane", 5));
        Forget("jane", 10);

        Assert.Equal(expected, _table.Report(Updates.Frame("jane", time)));

        Assert.Equal(expected == UpdateOutcome.NewClient, !_table.Find("jane"u8).IsEmpty);
        Assert.Equal(expected == UpdateOutcome.NewClient ? (1, 0) : (0, 1), (_table.Count, _table.Tombstones));
    }

    /// <summary>The node's clock is behind, or the client's ahead.</summary>
    [Fact]
    public void A_location_of_a_later_time_is_forgotten_too()
    {
        _table.Learn(Updates.Frame("jane", 100, "Hands", 1, 1, receipt: 90_000_000_000));

        Forget("jane", 10);

        Assert.True(_table.Find("jane"u8).IsEmpty);
        Assert.Equal(UpdateOutcome.Stale, _table.Report(Updates.Frame("jane", 100)));
        Assert.Equal(UpdateOutcome.NewClient, _table.Report(Updates.Frame("jane", 101)));
    }

    [Fact]
    public void A_client_that_is_not_known_yet_is_forgotten_all_the_same()
    {
        Assert.Equal(UpdateOutcome.NewClient, Forget("jane", 10));

        Assert.Equal(UpdateOutcome.Superseded, _table.Learn(Updates.Frame("jane", 5, "Hands", 1, 1)));
        Assert.True(_table.Find("jane"u8).IsEmpty);
    }

    [Fact]
    public void Clients_come_behind_many_that_were_forgotten_before_they_were_known()
    {
        for (var client = 0; client < 40_000; client++)
            _table.Forget(Updates.Id($"never-{client}"), new PosixTime(10, 0), out _);

        _table.Report(Updates.Frame("kiwi", 20));

        Assert.Equal("kiwi", Updates.Text(Assert.Single(_table.Whereabouts.Nearest(34, -118, 10)).Frame.Client));
    }

    [Fact]
    public void Tombstones_reach_another_node_and_forget_there_whatever_came_first()
    {
        var (before, behind) = (new LocationTable("Hands", 1), new LocationTable("Welsh", 1));
        var location = Updates.Frame("jane", 5, "Alford", 1, 1);
        _table.Learn(location);
        before.Learn(location);
        _table.Forget("jane"u8, new PosixTime(10, 0), out var tombstone);

        before.Learn(tombstone);
        behind.Learn(tombstone);
        behind.Learn(location);

        foreach (var table in new[] { before, behind })
        {
            Assert.True(table.Find("jane"u8).IsEmpty);
            Assert.Equal(_table.Digest, table.Digest);
            Assert.Equal(_table.Vector.ToString(), table.Vector.ToString());
        }
    }

    [Fact]
    public void Expired_locations_are_not_told_nor_taken_and_are_swept_away()
    {
        _table.Report(Updates.Frame("old", 5));
        _table.Report(Updates.Frame("young", 50));

        _table.ExpireBefore(new PosixTime(10, 0));

        Assert.True(_table.Find("old"u8).IsEmpty);
        Assert.False(_table.Find("young"u8).IsEmpty);
        Assert.Equal(UpdateOutcome.Stale, _table.Report(Updates.Frame("older", 4)));
        Assert.Equal(UpdateOutcome.Superseded, _table.Learn(Updates.Frame("others", 4, "Hands", 1, 1)));
        var alike = new LocationTable("Hands", 1);
        alike.Learn(Updates.Frame("young", 50, "Goloman", 7, 2));

        Assert.Equal(1, Sweep(_table));

        Assert.Equal(1, _table.Count);
        Assert.Equal(alike.Digest, _table.Digest);
    }

    [Theory]
    [InlineData(10, 1, 0)]
    [InlineData(11, 0, 0)]
    [InlineData(11, 1, 1)]
    public void A_tombstone_goes_when_it_is_old_and_every_member_has_it(long before, ulong covered, int swept)
    {
        Forget("jane", 10);

        Assert.Equal(swept, _table.Sweep(10, new PosixTime(before, 0), VersionVector.From([("Goloman", 7, covered)])));

        Assert.Equal(1 - swept, _table.Tombstones);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Tables_that_have_exchanged_all_agree_and_tell_the_newest_of_each_client(int seed)
    {
        var random = new Random(seed);
        LocationTable[] tables = [new("A", 1), new("B", 1), new("C", 1)];
        var newest = new Dictionary<string, (PosixTime Time, long Receipt, string Origin, bool IsLocation)>();
        for (var step = 0; step < 30_000; step++)
        {
            var at = random.Next(3);
            var client = $"client-{new string('x', random.Next(40))}-{random.Next(2_000)}";
            var time = random.Next(1_000);
            var name = $"{(char)('A' + at)}";
            if (random.Next(4) == 0)
            {
                tables[at].Forget(Updates.Id(client), new PosixTime(time, 0), out var tombstone);
                Note(client, new UpdateFrame(tombstone), name);
            }
            else
            {
                var frame = Updates.Frame(client, time, name, receipt: 1_000 + step);
                if (tables[at].Report(frame) != UpdateOutcome.Stale)
                    Note(client, new UpdateFrame(frame), name);
            }

            if (random.Next(500) == 0)
                Exchange(tables[random.Next(3)], tables[random.Next(3)]);
        }

        for (var round = 0; round < 2; round++)
        {
            foreach (var from in tables)
            {
                foreach (var to in tables)
                    Exchange(from, to);
            }
        }

        AssertAsNoted(new PosixTime(long.MinValue, 0));
        var expired = new PosixTime(500, 0);
        foreach (var table in tables)
        {
            table.ExpireBefore(expired);
            Sweep(table);
            Assert.Equal(newest.Values.Count(client => client.IsLocation && client.Time >= expired), table.Count);
        }

        AssertAsNoted(expired);
        // Freed entries are reused.
        foreach (var client in newest.Keys.ToList())
        {
            var frame = Updates.Frame(client, 2_000, "A", receipt: 1_000_000);
            tables[0].Report(frame);
            Note(client, new UpdateFrame(frame), "A");
        }

        Exchange(tables[0], tables[1]);
        Exchange(tables[0], tables[2]);
        AssertAsNoted(expired);

        void Note(string client, UpdateFrame frame, string origin)
        {
            var told = (frame.Time, frame.Receipt, origin, !frame.IsTombstone);
            if (!newest.TryGetValue(client, out var known) || Compare(known, told) < 0)
                newest[client] = told;
        }

        void AssertAsNoted(PosixTime from)
        {
            foreach (var table in tables)
            {
                Assert.Equal(tables[0].Digest, table.Digest);
                foreach (var (client, told) in newest)
                {
                    var found = table.Find(Updates.Id(client));
                    Assert.Equal(told.IsLocation && told.Time >= from, !found.IsEmpty);
                    if (!found.IsEmpty)
                        Assert.Equal((told.Time, told.Receipt), (new UpdateFrame(found).Time, new UpdateFrame(found).Receipt));
                }
            }
        }
    }

    private static int Compare((PosixTime Time, long Receipt, string Origin, bool) one, (PosixTime Time, long Receipt, string Origin, bool) other)
    {
        var order = one.Time.CompareTo(other.Time);
        if (order == 0)
            order = one.Receipt.CompareTo(other.Receipt);
        return order != 0 ? order : string.CompareOrdinal(one.Origin, other.Origin);
    }

    private UpdateOutcome Forget(string client, long time) => _table.Forget(Updates.Id(client), new PosixTime(time, 0), out _);

    private static int Sweep(LocationTable table) => table.Sweep(int.MaxValue, new PosixTime(long.MinValue, 0), VersionVector.Empty);

    private static byte[] All(LocationTable table)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var reader = table.OpenCatchUp(VersionVector.Empty);
        table.Read(reader, bytes, int.MaxValue, out _);
        table.Close(reader);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Exchange(LocationTable from, LocationTable to)
    {
        if (from == to)
            return;
        var bytes = new ArrayBufferWriter<byte>();
        var reader = from.OpenCatchUp(to.Vector);
        from.Read(reader, bytes, int.MaxValue, out _);
        from.Close(reader);
        var frames = bytes.WrittenSpan;
        while (!frames.IsEmpty)
        {
            var length = (int)UpdateFrame.LengthOf(frames);
            to.Learn(frames[..length]);
            frames = frames[length..];
        }

        to.Merge(from.Vector);
    }
}
