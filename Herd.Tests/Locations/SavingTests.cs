using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.TestActors;
using Herd.Actors.Locations;
using Xunit;

namespace Herd.Tests.Locations;

public sealed class SavingTests : Akka.TestKit.Xunit2.TestKit
{
    private readonly LocationTable _table = new("Goloman", epoch: 1);
    private readonly SaveCursor _cursor = new(VersionVector.Empty);

    [Fact]
    public void A_new_cursor_is_answered_at_once()
    {
        var registry = Start();
        registry.Tell(new SaveNext(_cursor));

        var part = ExpectMsg<SavePart>();
        Assert.Equal(0, part.Count);
        Assert.Empty(part.End!.Vector.Entries);
    }

    [Fact]
    public void A_cursor_at_its_end_is_answered_when_something_changes()
    {
        var registry = Start();
        registry.Tell(new SaveNext(_cursor));
        ExpectMsg<SavePart>();
        registry.Tell(new SaveNext(_cursor));
        registry.Tell(GetRegistryStatus.Instance);
        ExpectMsg<RegistryStatus>();

        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), CreateTestProbe());

        var part = ExpectMsg<SavePart>();
        Assert.Equal(["kiwi@5 Goloman:1"], Describe(part));
        Assert.Equal(1ul, part.End!.Vector["Goloman", 1]);
    }

    [Fact]
    public void What_a_neighbour_sent_and_covers_is_saved_too()
    {
        var registry = Start();
        registry.Tell(new SaveNext(_cursor));
        ExpectMsg<SavePart>();
        var link = CreateTestProbe();

        registry.Tell(new SaveNext(_cursor));
        registry.Tell(new Learn("Hands", Updates.Block(Updates.Frame("kiwi", 5, "Hands", 2, 7))), link);
        Assert.Empty(ExpectMsg<SavePart>().End!.Vector.Entries);

        registry.Tell(new SaveNext(_cursor));
        registry.Tell(new LearnCovered("Hands", VersionVector.From([("Hands", 2, 7)])), link);
        var part = ExpectMsg<SavePart>();
        Assert.Equal(0, part.Count);
        Assert.Equal(7ul, part.End!.Vector["Hands", 2]);
    }

    [Fact]
    public void The_vector_comes_with_the_last_part_only()
    {
        for (var client = 0; client < 5_000; client++)
            _table.Report(Updates.Frame($"client-{client}", 1));
        var registry = Start();

        var clients = new HashSet<string>();
        SavePart part;
        do
        {
            registry.Tell(new SaveNext(_cursor));
            part = ExpectMsg<SavePart>();
            Assert.InRange(_cursor.Frames.WrittenCount, 1, Saving.PartBytes);
            clients.UnionWith(Describe(part));
        }
        while (part.End is null);

        Assert.Equal(5_000, clients.Count);
        Assert.Equal(5_000ul, part.End.Vector["Goloman", 1]);
    }

    [Fact]
    public void A_client_that_moves_often_is_saved_once()
    {
        var registry = Start();
        var reporter = CreateTestProbe();
        for (var time = 1; time <= 100; time++)
            registry.Tell(Updates.Report(Updates.Frame("kiwi", time)), reporter);

        registry.Tell(new SaveNext(_cursor));
        Assert.Equal(["kiwi@100 Goloman:100"], Describe(ExpectMsg<SavePart>()));
    }

    [Fact]
    public void Own_updates_can_be_had_alone_and_the_others_come_later()
    {
        var registry = Start();
        registry.Tell(new Learn("Hands", Updates.Block(Updates.Frame("emu", 5, "Hands", 2, 1))), CreateTestProbe());
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), CreateTestProbe());

        registry.Tell(new SaveNext(_cursor, OwnOnly: true));
        var own = ExpectMsg<SavePart>();
        Assert.Equal(["kiwi@5 Goloman:1"], Describe(own));
        Assert.True(own.IsLast);
        Assert.Null(own.End);

        registry.Tell(new SaveNext(_cursor));
        var all = ExpectMsg<SavePart>();
        Assert.Equal(["emu@5 Hands:1"], Describe(all));
        Assert.Equal(1ul, all.End!.Vector["Goloman", 1]);
    }

    [Fact]
    public void Nothing_comes_for_a_cursor_that_was_stopped()
    {
        var registry = Start();
        registry.Tell(new SaveNext(_cursor));
        ExpectMsg<SavePart>();
        registry.Tell(new SaveNext(_cursor));
        registry.Tell(new StopSaving(_cursor));

        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), TestActor);
        ExpectMsg<Reported>();
        registry.Tell(GetRegistryStatus.Instance);
        ExpectMsg<RegistryStatus>();
    }

    [Fact]
    public void A_report_is_answered_at_once_if_nothing_else_is_asked_for()
    {
        var registry = Start();
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)));
        ExpectMsg<Reported>();
    }

    [Fact]
    public void A_report_is_answered_when_it_is_saved()
    {
        var registry = Start(acknowledgeWhenSaved: true);
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), first);
        registry.Tell(new SaveNext(_cursor));
        var end = ExpectMsg<SavePart>().End!;
        registry.Tell(Updates.Report(Updates.Frame("emu", 5)), second);
        AssertUnanswered(registry, first, second);

        registry.Tell(new Saved(end.Change));
        first.ExpectMsg<Reported>();
        AssertUnanswered(registry, second);

        registry.Tell(new SaveNext(_cursor));
        registry.Tell(new Saved(ExpectMsg<SavePart>().End!.Change));
        second.ExpectMsg<Reported>();
    }

    /// <summary>Otherwise the newer report could be lost, and with it what was acknowledged.</summary>
    [Fact]
    public void A_stale_report_waits_for_what_it_gave_way_to()
    {
        var registry = Start(acknowledgeWhenSaved: true);
        var reporter = CreateTestProbe();
        registry.Tell(new Learn("Hands", Updates.Block(Updates.Frame("kiwi", 9, "Hands", 2, 1))), CreateTestProbe());
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), reporter);
        AssertUnanswered(registry, reporter);

        registry.Tell(new SaveNext(_cursor));
        registry.Tell(new Saved(ExpectMsg<SavePart>().End!.Change));
        reporter.ExpectMsg<Reported>();

        registry.Tell(Updates.Report(Updates.Frame("kiwi", 4)), reporter);
        reporter.ExpectMsg<Reported>();
    }

    [Fact]
    public void A_connection_that_has_gone_is_not_answered()
    {
        var registry = Start(acknowledgeWhenSaved: true);
        var (gone, here) = (CreateTestProbe(), CreateTestProbe());
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), gone);
        registry.Tell(Updates.Report(Updates.Frame("emu", 5)), here);
        registry.Tell(StopWaiting.Instance, gone);

        registry.Tell(new SaveNext(_cursor));
        registry.Tell(new Saved(ExpectMsg<SavePart>().End!.Change));
        here.ExpectMsg<Reported>();
        AssertUnanswered(registry, gone);
    }

    [Fact]
    public void A_restarted_registry_asks_for_a_new_cursor_and_still_owes_its_answers()
    {
        var registry = Start(acknowledgeWhenSaved: true);
        var reporter = CreateTestProbe();
        registry.Tell(new SaveNext(_cursor));
        ExpectMsg<SavePart>();
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), reporter);

        var notAFrame = new Report(new byte[] { 60, 0, 0, 0 }, 1);
        EventFilter.Exception<ArgumentOutOfRangeException>().ExpectOne(() => registry.Tell(notAFrame, CreateTestProbe()));
        ExpectMsg<SaveAnew>();

        var anew = new SaveCursor(VersionVector.Empty);
        registry.Tell(new SaveNext(anew));
        var part = ExpectMsg<SavePart>();
        Assert.Equal(["kiwi@5 Goloman:1"], Describe(part));
        registry.Tell(new Saved(part.End!.Change));
        reporter.ExpectMsg<Reported>();
    }

    [Fact]
    public void What_is_held_back_does_not_grow_with_the_connections_that_came_and_went()
    {
        var held = new HeldAnswers();
        for (var connection = 0; connection < 5_000; connection++)
        {
            var reporter = Sys.ActorOf(BlackHoleActor.Props);
            held.Hold(reporter, connection);
            held.Forget(reporter);
        }

        Assert.InRange(held.Count, 0, 1_100);
    }

    private IActorRef Start(bool acknowledgeWhenSaved = false) =>
        Sys.ActorOf(LocationRegistry.Props(new LocationRegistry.State(_table, acknowledgeWhenSaved)));

    private void AssertUnanswered(IActorRef registry, params TestProbe[] reporters)
    {
        foreach (var reporter in reporters)
        {
            registry.Tell(GetRegistryStatus.Instance, reporter);
            reporter.ExpectMsg<RegistryStatus>();
        }
    }

    private static List<string> Describe(SavePart part) => Updates.Describe(part.Cursor.Frames.WrittenSpan);
}
