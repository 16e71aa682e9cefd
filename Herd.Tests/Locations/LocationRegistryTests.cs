using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations;

public class LocationRegistryTests : TestKit
{
    private readonly TestProbe _gossip;
    private readonly TestProbe _connection;
    private readonly LocationRegistry.State _state = new(new LocationTable("Goloman", 100));
    private readonly IActorRef _registry;

    public LocationRegistryTests()
    {
        _gossip = CreateTestProbe("gossip");
        _connection = CreateTestProbe("connection");
        _registry = Sys.ActorOf(LocationRegistry.Props(_state), "registry");
        _registry.Tell(Subscribe.Instance, _gossip);
    }

    [Fact]
    public void A_report_is_stored_flooded_and_answered()
    {
        _registry.Tell(Updates.Report(Updates.Frame("kiwi", 5), Updates.Frame("fig", 6)), _connection);

        var flood = _gossip.ExpectMsg<Flood>();
        Assert.Null(flood.From);
        Assert.Equal(["kiwi@5 Goloman:1", "fig@6 Goloman:2"], Updates.Describe(flood.Block));
        _connection.ExpectMsg<Reported>();
    }

    [Fact]
    public void Clients_are_where_their_connection_read_that_they_are()
    {
        var report = Updates.Report(
            Updates.Frame("kiwi", 5, location: "+10+20"), Updates.Frame("kiwi", 4, location: "+30+40"), Updates.Frame("fig", 6, location: "+50+60"));
        _registry.Tell(report with { Points = [GeoPoint.FromDegrees(10, 20), GeoPoint.FromDegrees(30, 40), GeoPoint.FromDegrees(50, 60)] }, _connection);
        _connection.ExpectMsg<Reported>();

        Assert.Equal(["kiwi"], Within(10, 20));
        Assert.Empty(Within(30, 40));
        Assert.Equal(["fig"], Within(50, 60));

        IEnumerable<string> Within(double latitude, double longitude) => _state.Table.Whereabouts
            .WithinRadius(latitude, longitude, 1, 10).Select(found => Updates.Text(found.Frame.Client));
    }

    [Fact]
    public void A_stale_update_is_answered_and_neither_stored_nor_flooded()
    {
        _registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), _connection);
        _gossip.ExpectMsg<Flood>();
        _connection.ExpectMsg<Reported>();

        _registry.Tell(Updates.Report(Updates.Frame("kiwi", 4)), _connection);

        _connection.ExpectMsg<Reported>();
        _gossip.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Equal(["kiwi@5 Goloman:1"], Locate("kiwi"));
    }

    [Fact]
    public void Whoever_it_fails_over_is_told_and_others_do_not_notice()
    {
        // A frame whose length exceeds its block.
        _registry.Tell(new Report(new byte[] { 255, 255, 255, 0 }, 1), _connection);
        _connection.ExpectMsg<RegistryFailed>();

        _registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), _connection);
        _connection.ExpectMsg<Reported>();
        Assert.Equal(["kiwi@5 Goloman:1"], Locate("kiwi"));
    }

    [Fact]
    public void Of_a_report_only_what_is_new_is_flooded()
    {
        _registry.Tell(
            Updates.Report(Updates.Frame("kiwi", 5), Updates.Frame("kiwi", 5), Updates.Frame("fig", 1)), _connection);

        Assert.Equal(["kiwi@5 Goloman:1", "fig@1 Goloman:2"], Updates.Describe(_gossip.ExpectMsg<Flood>().Block));
    }

    [Fact]
    public void A_report_of_which_little_is_new_keeps_little_memory_while_it_waits_for_a_neighbour()
    {
        _registry.Tell(Updates.Report([.. Enumerable.Repeat(Updates.Frame("kiwi", 5), 10)]), _connection);

        AssertKeepsLittle(_gossip.ExpectMsg<Flood>().Block);
    }

    [Fact]
    public void What_a_neighbour_sends_is_flooded_on_in_the_same_bytes()
    {
        var block = Updates.Block(Updates.Frame("kiwi", 5, "Hands", 7, 1), Updates.Frame("fig", 5, "Hands", 7, 2));

        var learn = new Learn("Hands", block);
        _registry.Tell(learn, _connection);

        var flood = _gossip.ExpectMsg<Flood>();
        Assert.Equal("Hands", flood.From);
        Assert.Same(block, flood.Block);
        Assert.Same(learn, _connection.ExpectMsg<Learned>().Message);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(1, 2)]
    [InlineData(5, 6)]
    [InlineData(3, 4)]
    [InlineData(1, 3)]
    [InlineData(2, 4, 5)]
    [InlineData(1, 2, 4, 6)]
    public void What_is_known_already_is_not_flooded_on(params int[] wanted)
    {
        var (hands, holiday) = (0UL, 0UL);
        var frames = Enumerable.Range(1, 6).ToDictionary(number => number, number => wanted.Contains(number)
            ? Updates.Frame($"client-{number}", 5, "Holiday", 7, ++holiday)
            : Updates.Frame($"client-{number}", 5, "Hands", 7, ++hands));
        _registry.Tell(new Learn("Hands", Updates.Block([.. frames.Where(frame => !wanted.Contains(frame.Key)).Select(frame => frame.Value)])), _connection);
        _gossip.ExpectMsg<Flood>();

        _registry.Tell(new Learn("Wilkes", Updates.Block([.. frames.Values])), _connection);

        var flood = _gossip.ExpectMsg<Flood>();
        Assert.Equal("Wilkes", flood.From);
        Assert.Equal(wanted.Length, flood.Block.Count);
        Assert.Equal(wanted.Select(number => $"client-{number}@5 Holiday:{Array.IndexOf(wanted, number) + 1}"), Updates.Describe(flood.Block));
        AssertKeepsLittle(flood.Block);
    }

    [Fact]
    public void A_neighbours_vector_is_flooded_on_once()
    {
        var vector = VersionVector.From([("Hands", 7, 5)]);

        LearnCovered[] messages = [new("Hands", vector), new("Wilkes", vector)];
        foreach (var message in messages)
            _registry.Tell(message, _connection);

        var covered = _gossip.ExpectMsg<FloodCovered>();
        Assert.Equal("Hands", covered.From);
        Assert.Equal(5UL, covered.Vector["Hands", 7]);
        Assert.Same(messages[0], _connection.ExpectMsg<Learned>().Message);
        Assert.Same(messages[1], _connection.ExpectMsg<Learned>().Message);
        _gossip.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Asking_stops_at_the_first_unknown_client_and_goes_on_when_it_arrives()
    {
        _registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), _connection);
        _connection.ExpectMsg<Reported>();

        _registry.Tell(new Locate([Updates.Id("kiwi"), Updates.Id("fig"), Updates.Id("kiwi")], false), _connection);

        Assert.Single(_connection.ExpectMsg<Located>().AtLines);
        _registry.Tell(new Learn("Hands", Updates.Block(Updates.Frame("fig", 5, "Hands", 7, 1))), TestActor);
        _connection.ExpectMsg<ClientArrived>();
    }

    [Fact]
    public void A_client_whose_time_is_up_is_skipped()
    {
        _registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), _connection);
        _connection.ExpectMsg<Reported>();

        _registry.Tell(new Locate([Updates.Id("fig"), Updates.Id("kiwi")], SkipUnknown: true), _connection);

        var lines = _connection.ExpectMsg<Located>().AtLines;
        Assert.Null(lines[0]);
        Assert.Equal($"AT Goloman -4.999999000 kiwi {Updates.Location} 5", Updates.Text(lines[1]));
    }

    [Fact]
    public void Who_stopped_waiting_is_not_told()
    {
        _registry.Tell(new Locate([Updates.Id("fig")], false), _connection);
        _connection.ExpectMsg<Located>();
        _registry.Tell(StopWaiting.Instance, _connection);

        _registry.Tell(Updates.Report(Updates.Frame("fig", 5)), TestActor);

        ExpectMsg<Reported>();
        _connection.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void What_a_neighbour_lacks_comes_the_way_of_the_floods_with_the_vector_at_the_end()
    {
        _registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), _connection);
        _gossip.ExpectMsg<Flood>();
        var session = new LinkSession(_connection, "Hands");

        _registry.Tell(new SendMissing(session, VersionVector.Empty), _connection);

        var part = _gossip.ExpectMsg<CatchUpPart>();
        Assert.Equal(session, part.Session);
        Assert.Equal(["kiwi@5 Goloman:1"], Updates.Describe(part.Block));
        Assert.Equal(1UL, part.Covered!["Goloman", 100]);
    }

    [Fact]
    public void A_long_catch_up_comes_in_parts_as_they_are_asked_for()
    {
        const int clients = 5_000;
        for (var client = 0; client < clients; client++)
            _state.Table.Report(Updates.Frame($"client-{client}", 1));
        var session = new LinkSession(_connection, "Hands");
        _registry.Tell(new SendMissing(session, VersionVector.Empty), _connection);

        var (count, parts) = (0, 0);
        for (var isLast = false; !isLast; parts++)
        {
            var part = _gossip.ExpectMsg<CatchUpPart>();
            count += part.Block.Count;
            isLast = part.Covered is not null;
            _registry.Tell(new SendMore(session), _connection);
        }

        Assert.Equal(clients, count);
        Assert.InRange(parts, 2, 20);
        _gossip.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_restarted_registry_knows_what_it_knew_and_has_the_links_exchange_vectors_anew()
    {
        _registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), _connection);
        _connection.ExpectMsg<Reported>();
        _gossip.ExpectMsg<Flood>();

        // A length shorter than a header can't come from any connection; the actor fails on it.
        EventFilter.Exception<Exception>().ExpectOne(() => _registry.Tell(new Report(new byte[8], 1), _connection));

        _gossip.ExpectMsg<ExchangeAnew>();
        Assert.Equal(["kiwi@5 Goloman:1"], Locate("kiwi"));
    }

    private List<string> Locate(string client)
    {
        _registry.Tell(new Locate([Updates.Id(client)], false), TestActor);
        Assert.Single(ExpectMsg<Located>().AtLines);
        return Updates.Describe(_state.Table.Find(Updates.Id(client)));
    }

    private static void AssertKeepsLittle(UpdateBlock block)
    {
        Assert.True(MemoryMarshal.TryGetArray(block.Bytes, out var kept));
        Assert.InRange(kept.Array!.Length, block.Bytes.Length, (2 * block.Bytes.Length) + 1);
    }
}
