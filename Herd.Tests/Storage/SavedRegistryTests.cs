using Akka.Actor;
using Akka.TestKit;
using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Storage;

public sealed class SavedRegistryTests() : Akka.TestKit.Xunit2.TestKit(StorageDispatcher.Config)
{
    private readonly CopyFolder _folder = new();

    [Fact]
    public void Everything_is_there_after_a_clean_stop()
    {
        var copy = _folder.Open();
        var (registry, store) = Start(copy, StorageAck.Memory);
        for (var client = 0; client < 3_000; client++)
            registry.Tell(Updates.Report(Updates.Frame($"client-{client % 1_000}", client + 1)));
        registry.Tell(new Learn("Hands", Updates.Block(Updates.Frame("kiwi", 5, "Hands", 2, 7))));
        registry.Tell(new LearnCovered("Hands", VersionVector.From([("Hands", 2, 9)])));
        registry.Tell(GetRegistryStatus.Instance);
        var before = (RegistryStatus)FishForMessage(message => message is RegistryStatus);
        Stop(store);

        using var again = _folder.Open();
        Assert.Equal(1_001, again.Table.Count);
        Assert.Equal(before.Digest, again.Table.Digest);
        Assert.Equal(before.Vector.ToString(), again.Vector.ToString());
    }

    [Fact]
    public void What_was_acknowledged_is_in_the_file_at_that_moment()
    {
        var copy = _folder.Open(ack: StorageAck.Disk);
        var (registry, store) = Start(copy, StorageAck.Disk);
        for (var time = 1; time <= 30; time++)
        {
            registry.Tell(Updates.Report(Updates.Frame("kiwi", time), Updates.Frame($"client-{time}", time)));
            ExpectMsg<Reported>();

            using var crashed = _folder.CopyAsIs();
            using var again = crashed.Open();
            Assert.Equal(time + 1, again.Table.Count);
            Assert.Equal([$"kiwi@{time} Goloman:{(2 * time) - 1}"], Updates.Describe(again.Table.Find(Updates.Id("kiwi"))));
            Assert.Equal((ulong)(2 * time), again.Vector["Goloman", copy.Epoch]);
        }

        Stop(store);
    }

    [Fact]
    public void On_a_full_disk_nothing_is_acknowledged_and_nothing_is_lost()
    {
        var copy = _folder.Open(ack: StorageAck.Disk);
        copy.LimitTo(pages: 9);
        var (registry, store) = Start(copy, StorageAck.Disk);
        var reporter = CreateTestProbe();
        EventFilter.Warning(contains: "the disk is full").ExpectOne(() =>
        {
            for (var client = 0; client < 2_000; client++)
                registry.Tell(Updates.Report(Updates.Frame($"client-{client}", 1)), reporter);
        });
        var acknowledged = (int)copy.Vector["Goloman", copy.Epoch];
        Assert.InRange(acknowledged, 0, 1_999);
        var answered = 0;
        for (; reporter.HasMessages; answered++)
            reporter.ExpectMsg<Reported>();
        Assert.InRange(answered, 0, acknowledged);

        EventFilter.Warning(contains: "is written again").ExpectOne(() => copy.LimitTo(pages: 1_000_000));
        for (; answered < 2_000; answered++)
            reporter.ExpectMsg<Reported>();
        Stop(store);

        using var again = _folder.Open();
        Assert.Equal(2_000, again.Table.Count);
        Assert.Equal(2_000ul, again.Vector.Entries.Single().Sequence);
    }

    [Fact]
    public void A_commit_that_fails_yields_no_answer()
    {
        var copy = new MemoryCopy();
        copy.FailCommitsWith(new IOException("the disk is full"));
        var registry = StartOnDisk(copy);
        var reporter = CreateTestProbe();
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 1)), reporter);
        // The store has failed twice by now. An answer, if any, would have come before the registry's status.
        AwaitCondition(() => copy.Recoveries >= 2, TimeSpan.FromSeconds(20));
        registry.Tell(GetRegistryStatus.Instance);
        ExpectMsg<RegistryStatus>();
        Assert.False(reporter.HasMessages);

        copy.FailCommitsWith(null);
        reporter.ExpectMsg<Reported>(TimeSpan.FromSeconds(20));
        Assert.Equal(["kiwi@1 Goloman:1"], copy.Committed);
    }

    [Fact]
    public void Who_waits_for_a_disk_that_is_full_is_told_that_nothing_is_saved_and_later_reporters_are_answered()
    {
        var copy = new MemoryCopy();
        copy.FailCommitsWith(new IOException("the disk is full"));
        var registry = StartOnDisk(copy);
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 1)), first);
        registry.Tell(Updates.Report(Updates.Frame("emu", 1)), first);

        first.ExpectMsg<NotSaved>(TimeSpan.FromSeconds(20));
        copy.FailCommitsWith(null);
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 2)), second);
        second.ExpectMsg<Reported>(TimeSpan.FromSeconds(20));
        Assert.False(first.HasMessages);
    }

    [Fact]
    public void A_report_that_changes_nothing_waits_too_when_what_was_saved_is_lost()
    {
        var copy = new MemoryCopy();
        var registry = StartOnDisk(copy);
        var reporter = CreateTestProbe();
        registry.Tell(Updates.Report(Updates.Frame("kiwi", 5)), reporter);
        reporter.ExpectMsg<Reported>();
        copy.FailWith(new IOException("the disk is full"));
        copy.BeLost();
        AwaitCondition(() => copy.Recoveries >= 1, TimeSpan.FromSeconds(20));

        registry.Tell(Updates.Report(Updates.Frame("kiwi", 4)), reporter);
        registry.Tell(GetRegistryStatus.Instance);
        ExpectMsg<RegistryStatus>();
        Assert.False(reporter.HasMessages);
        copy.FailWith(null);
        reporter.ExpectMsg<Reported>(TimeSpan.FromSeconds(20));
        Assert.Equal(["kiwi@5 Goloman:1"], copy.Committed);
    }

    [Fact]
    public void The_file_grows_with_the_clients_and_not_with_their_updates()
    {
        const int Clients = 1_000;
        var copy = _folder.Open(ack: StorageAck.Disk);
        var (registry, store) = Start(copy, StorageAck.Disk);
        long written = 0;
        long largest = 0;
        for (var time = 1; written < 60_000_000; time++)
        {
            var report = Updates.Report([.. Enumerable.Range(0, Clients).Select(client => Updates.Frame($"client-{client}", time))]);
            written += report.Frames.Length;
            registry.Tell(report);
            ExpectMsg<Reported>();
            largest = Math.Max(largest, new FileInfo(_folder.File).Length);
        }

        Assert.InRange(largest, 1_000_000, 25_000_000);
        Stop(store);
        Assert.InRange(new FileInfo(_folder.File).Length, 1, 25_000_000);
        using var again = _folder.Open();
        Assert.Null(again.Warning);
        Assert.Equal(Clients, again.Table.Count);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private (IActorRef Registry, IActorRef Store) Start(DurableCopy copy, StorageAck ack)
    {
        var registry = Sys.ActorOf(LocationRegistry.Props(new LocationRegistry.State(copy.Table, ack == StorageAck.Disk)));
        return (registry, Sys.ActorOf(DurableStore.Props(copy, ack, registry)));
    }

    private IActorRef StartOnDisk(MemoryCopy copy)
    {
        var registry = Sys.ActorOf(LocationRegistry.Props(new LocationRegistry.State(new LocationTable("Goloman", 1), acknowledgeWhenSaved: true)));
        Sys.ActorOf(DurableStore.Props(copy, StorageAck.Disk, registry));
        return registry;
    }

    private void Stop(IActorRef store)
    {
        Watch(store);
        store.Tell(Flush.Instance);
        FishForMessage(message => message is Flushed);
        Sys.Stop(store);
        ExpectTerminated(store);
    }
}
