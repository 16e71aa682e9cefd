using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Herd.Actors.Locations;
using Xunit;

namespace Herd.Tests.Locations;

public class LimitsTests : TestKit
{
    private readonly LocationTable _table = new("Goloman", 100);

    [Fact]
    public void At_the_limit_known_clients_move_on_and_new_ones_are_refused()
    {
        _table.Limits = LocationLimits.None with { MaxCount = 2 };
        Assert.Equal(UpdateOutcome.NewClient, _table.Report(Updates.Frame("kiwi", 1)));
        Assert.Equal(UpdateOutcome.NewClient, _table.Report(Updates.Frame("fig", 1)));

        Assert.Equal(UpdateOutcome.NoRoom, _table.Report(Updates.Frame("plum", 1)));
        Assert.Equal(UpdateOutcome.Newer, _table.Report(Updates.Frame("kiwi", 2)));

        Assert.Equal(2, _table.Count);
        // The refused report took no sequence number, which would leave a gap for good.
        Assert.Equal(3ul, _table.Vector["Goloman", 100]);
        Assert.False(_table.HasNoRoom);
    }

    [Fact]
    public void At_the_limit_of_memory_a_client_may_move_and_its_location_may_not_grow()
    {
        _table.Limits = LocationLimits.None with { MaxBytes = _table.Bytes + 500 };
        while (_table.Report(Updates.Frame($"client-{_table.Count}", 1)) == UpdateOutcome.NewClient)
        {
        }

        Assert.InRange(_table.Count, 2, 5);
        Assert.Equal(UpdateOutcome.Newer, _table.Report(Updates.Frame("client-0", 2)));
    }

    [Fact]
    public void What_several_nodes_took_at_once_up_to_their_limits_fits_everywhere()
    {
        _table.Limits = LocationLimits.None with { MaxCount = 10 };
        for (ulong sequence = 1; sequence <= 500; sequence++)
            Assert.Equal(UpdateOutcome.NewClient, _table.Learn(Updates.Frame($"client-{sequence}", 1, "Hands", 7, sequence)));
    }

    [Fact]
    public void A_node_that_has_no_room_claims_nothing_that_it_lacks()
    {
        _table.Limits = LocationLimits.None with { MaxCount = 10 };
        var sequence = 0ul;
        while (_table.Learn(Updates.Frame($"client-{++sequence}", 1, "Hands", 7, sequence)) == UpdateOutcome.NewClient)
        {
        }

        Assert.True(_table.HasNoRoom);
        Assert.False(_table.Merge(VersionVector.From([("Hands", 7, sequence + 5), ("Welsh", 1, 9)])));
        Assert.Equal(UpdateOutcome.Newer, _table.Learn(Updates.Frame("client-1", 2, "Hands", 7, sequence + 1)));
        Assert.Equal($"Hands/7:{sequence - 1}", _table.Vector.ToString());
    }

    [Fact]
    public void Thousands_of_origins_are_too_many_and_cost_little()
    {
        var taken = Enumerable.Range(0, 100_000).Select(number => _table.Learn(Updates.Frame($"client-{number}", 1, $"Node{number}", 7, 1))).ToList();

        Assert.Equal(VersionVector.MaxCount - 1, taken.Count(what => what == UpdateOutcome.NewClient));
        Assert.Equal(UpdateOutcome.NoRoom, taken[^1]);
        Assert.InRange(_table.Vector.Entries.Count(), 1, VersionVector.MaxCount);
    }

    [Fact]
    public void Origins_of_which_nothing_is_left_make_room_for_others()
    {
        for (var number = 0; number < 3 * VersionVector.MaxCount; number++)
            Assert.NotEqual(UpdateOutcome.NoRoom, _table.Learn(Updates.Frame("kiwi", number, $"Node{number}", 7, 1)));
    }

    [Fact]
    public void A_claim_to_have_what_was_never_issued_is_not_believed_and_does_no_harm()
    {
        var state = new LocationRegistry.State(_table);
        var registry = Sys.ActorOf(LocationRegistry.Props(state));
        registry.Tell(Subscribe.Instance);
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 1), Updates.Frame("fig", 1), Updates.Frame("kiwi", 2)));
        ExpectMsg<Flood>();
        ExpectMsg<Reported>();

        var covered = new LearnCovered("Hands", VersionVector.From([("Goloman", 100, 4)]));
        registry.Tell(covered);

        Assert.Same(covered, ExpectMsg<Disbelieved>().Message);
        ExpectMsg<ExchangeAnew>();
        // A neighbour that believed the false vector now gets everything in a new epoch.
        var poisoned = new LocationTable("Hands", 1);
        poisoned.Merge(VersionVector.From([("Goloman", 100, ulong.MaxValue >> 20)]));
        CatchUp(registry, poisoned);
        Assert.Equal(_table.Digest, poisoned.Digest);
        Assert.Equal(2, poisoned.Count);

        registry.Tell(Updates.Report(Updates.Frame("plum", 1)));
        Assert.Equal(UpdateOutcome.NewClient, poisoned.Learn(ExpectMsg<Flood>().Block.Bytes.Span));
        ExpectMsg<Reported>();
        Assert.Equal(_table.Digest, poisoned.Digest);

        // Claims about the old epoch have no effect; nobody can make the node reissue again and again.
        registry.Tell(new LearnCovered("Hands", poisoned.Vector));
        ExpectMsg<Learned>();
        var (epoch, claim) = (_table.Epoch, VersionVector.From([("Goloman", _table.Epoch, 1000)]));
        var missing = new SendMissing(new LinkSession(TestActor, "Hands"), claim);
        registry.Tell(missing);
        Assert.Same(missing, ExpectMsg<Disbelieved>().Message);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Equal(epoch, _table.Epoch);
    }

    private void CatchUp(IActorRef registry, LocationTable neighbour)
    {
        registry.Tell(new SendMissing(new LinkSession(TestActor, "Hands"), neighbour.Vector));
        var part = ExpectMsg<CatchUpPart>();
        for (var bytes = part.Block.Bytes; !bytes.IsEmpty;)
        {
            var length = (int)Herd.Actors.Protocol.UpdateFrame.LengthOf(bytes.Span);
            neighbour.Learn(bytes.Span[..length]);
            bytes = bytes[length..];
        }

        neighbour.Merge(part.Covered!);
    }
}
