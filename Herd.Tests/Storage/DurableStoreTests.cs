using System.Buffers;
using Akka.Actor;
using Akka.TestKit;
using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Storage;

public sealed class DurableStoreTests() : Akka.TestKit.Xunit2.TestKit(StorageDispatcher.Config)
{
    private readonly MemoryCopy _copy = new();

    [Fact]
    public void It_asks_for_what_the_copy_lacks()
    {
        _copy.Commit(Vector(7));
        Start(StorageAck.Memory);

        Assert.Equal(7ul, ExpectMsg<SaveNext>().Cursor.From["Hands", 1]);
    }

    [Fact]
    public void Parts_are_committed_with_the_vector_that_comes_with_the_last()
    {
        var store = Start(StorageAck.Memory);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        store.Tell(Part(cursor, end: null, Updates.Frame("kiwi", 1, "Hands", 1, 1)));
        Assert.Same(cursor, ExpectMsg<SaveNext>().Cursor);
        Assert.Empty(_copy.Vector.Entries);

        store.Tell(Part(cursor, new SaveEnd(Vector(2), 1, 0), Updates.Frame("emu", 1, "Hands", 1, 2)));
        Assert.Same(cursor, ExpectMsg<SaveNext>().Cursor);
        Assert.Equal(["kiwi@1 Hands:1", "emu@1 Hands:2"], _copy.Committed);
        Assert.Equal(2ul, _copy.Vector["Hands", 1]);
    }

    [Fact]
    public void On_a_busy_node_own_updates_are_saved_several_times_before_all_are()
    {
        var store = Start(StorageAck.Memory);
        var next = ExpectMsg<SaveNext>();
        var frames = Enumerable.Range(1, SavePace.BusyFrames + 1).Select(i => Updates.Frame("kiwi", i, "Hands", 1, (ulong)i)).ToArray();
        store.Tell(Part(next.Cursor, new SaveEnd(Vector(9), 1, 0), frames));
        for (var save = 1; save <= SavePace.MaxOwnSaves; save++)
        {
            next = ExpectMsg<SaveNext>();
            Assert.True(next.OwnOnly);
            Part(next.Cursor, end: null, Updates.Frame("emu", save, "Goloman", 1, (ulong)save));
            store.Tell(new SavePart(next.Cursor, 1, IsLast: true, End: null));
        }

        Assert.False(ExpectMsg<SaveNext>().OwnOnly);
        Assert.Equal(frames.Length + SavePace.MaxOwnSaves, _copy.Committed.Count);
        Assert.Equal(9ul, _copy.Vector["Hands", 1]);
    }

    [Fact]
    public void The_registry_is_told_what_is_on_the_disk_before_more_is_asked_for()
    {
        var store = Start(StorageAck.Disk);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        store.Tell(Part(cursor, new SaveEnd(Vector(1), Change: 12, 0), Updates.Frame("kiwi", 1, "Hands", 1, 1)));

        Assert.Equal(12, ExpectMsg<Saved>().Change);
        Assert.Single(_copy.Committed);
        Assert.Same(cursor, ExpectMsg<SaveNext>().Cursor);
    }

    [Fact]
    public void What_was_saved_is_synced_soon_though_nobody_waits_for_it()
    {
        var store = Start(StorageAck.Memory);
        store.Tell(Part(ExpectMsg<SaveNext>().Cursor, new SaveEnd(Vector(5), 1, 0)));

        AwaitCondition(() => _copy.Syncs == 1);
    }

    [Fact]
    public void A_vector_that_grew_by_itself_is_saved()
    {
        var store = Start(StorageAck.Memory);
        store.Tell(Part(ExpectMsg<SaveNext>().Cursor, new SaveEnd(Vector(5), 1, 0)));

        ExpectMsg<SaveNext>();
        Assert.Equal(5ul, _copy.Vector["Hands", 1]);
    }

    [Fact]
    public void What_can_not_be_written_is_read_again_until_it_can()
    {
        var store = Start(StorageAck.Disk);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        _copy.FailWith(new IOException("the disk is full"));
        EventFilter.Warning(contains: "memory can't be written: the disk is full").ExpectOne(() =>
        {
            for (var attempt = 1; attempt <= 3; attempt++)
            {
                store.Tell(Part(cursor, new SaveEnd(Vector(1), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 1)));
                Assert.Same(cursor, ExpectMsg<StopSaving>().Cursor);
                var next = ExpectMsg<SaveNext>().Cursor;
                Assert.NotSame(cursor, next);
                Assert.Empty(next.From.Entries);
                Assert.Equal(attempt, _copy.Recoveries);
                cursor = next;
            }
        });

        _copy.FailWith(null);
        EventFilter.Warning(contains: "memory is written again").ExpectOne(() =>
        {
            store.Tell(Part(cursor, new SaveEnd(Vector(1), 4, 0), Updates.Frame("kiwi", 2, "Hands", 1, 1)));
            Assert.Equal(4, ExpectMsg<Saved>().Change);
        });
        Assert.Equal(["kiwi@2 Hands:1"], _copy.Committed);
    }

    /// <summary>Messages are in order: a premature Saved would arrive first.</summary>
    [Fact]
    public void What_can_not_be_committed_is_not_told_as_saved()
    {
        var store = Start(StorageAck.Disk);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        _copy.FailCommitsWith(new IOException("the disk is full"));
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            store.Tell(Part(cursor, new SaveEnd(Vector(1), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 1)));
            ExpectMsg<StopSaving>();
            cursor = ExpectMsg<SaveNext>().Cursor;
        }

        Assert.Empty(_copy.Committed);
        _copy.FailCommitsWith(null);
        store.Tell(Part(cursor, new SaveEnd(Vector(1), 9, 0), Updates.Frame("kiwi", 1, "Hands", 1, 1)));
        Assert.Equal(9, ExpectMsg<Saved>().Change);
    }

    [Fact]
    public void What_is_committed_to_a_copy_that_is_lost_is_not_told_as_saved_and_everything_is_written_anew()
    {
        _copy.Commit(Vector(7));
        var health = new StoreHealth(TimeProvider.System);
        var store = Start(StorageAck.Disk, health);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        EventFilter.Warning(contains: "memory can't be written: it was deleted").ExpectOne(() =>
        {
            _copy.BeLost();
            // In case the store hasn't noticed by itself.
            store.Tell(Part(cursor, new SaveEnd(Vector(8), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 8)));
            ExpectMsg<StopSaving>();
            ExpectMsg<Unsaved>();
            var next = ExpectMsg<SaveNext>();
            Assert.Empty(next.Cursor.From.Entries);
            cursor = next.Cursor;
        });
        Assert.Equal("memory can't be written: it was deleted", health.Fault);

        EventFilter.Warning(contains: "memory is written again").ExpectOne(() =>
        {
            store.Tell(Part(cursor, new SaveEnd(Vector(8), 2, 0), Updates.Frame("kiwi", 1, "Hands", 1, 8)));
            Assert.Equal(2, ExpectMsg<Saved>().Change);
        });
        Assert.Null(health.Fault);
        Assert.Equal(["kiwi@1 Hands:8"], _copy.Committed);
    }

    [Fact]
    public void A_lost_copy_is_noticed_though_nothing_is_written_and_told_once()
    {
        var health = new StoreHealth(TimeProvider.System);
        Start(StorageAck.Memory, health);
        ExpectMsg<SaveNext>();
        EventFilter.Warning(contains: "it was deleted").ExpectOne(() =>
        {
            _copy.FailWith(new IOException("the disk is full"));
            _copy.BeLost();
            AwaitCondition(() => _copy.Recoveries >= 3, TimeSpan.FromSeconds(20));
        });
        Assert.Equal("memory can't be written: the disk is full", health.Fault);
    }

    [Fact]
    public void A_flush_that_finds_the_copy_lost_waits_until_everything_is_written_anew()
    {
        var (store, asker, _, cursor) = StartAndFlush();
        _copy.BeLost();
        store.Tell(Part(cursor, new SaveEnd(Vector(1), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 1)));
        ExpectMsg<StopSaving>();
        ExpectMsg<Unsaved>();
        cursor = ExpectMsg<SaveNext>().Cursor;
        store.Tell(Part(cursor, new SaveEnd(Vector(1), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 1)));

        Assert.True(asker.ExpectMsg<Flushed>().IsAll);
        Assert.Equal(["kiwi@1 Hands:1"], _copy.Committed);
    }

    [Fact]
    public void A_copy_that_turns_out_damaged_is_written_anew()
    {
        _copy.Commit(Vector(7));
        var store = Start(StorageAck.Memory);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        _copy.FailWith(new IOException("its pages are damaged"));
        _copy.BeDamaged();

        EventFilter.Warning(contains: "set aside as memory.damaged").ExpectOne(() =>
        {
            store.Tell(Part(cursor, new SaveEnd(Vector(8), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 8)));
            ExpectMsg<StopSaving>();
            // Otherwise an unchanged report would be acknowledged though no file has it.
            ExpectMsg<Unsaved>();
            Assert.Empty(ExpectMsg<SaveNext>().Cursor.From.Entries);
        });
    }

    [Fact]
    public void A_crashed_store_starts_over_behind_what_was_committed()
    {
        var store = Start(StorageAck.Memory);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        store.Tell(Part(cursor, new SaveEnd(Vector(3), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 3)));
        ExpectMsg<SaveNext>();
        var recoveries = _copy.Recoveries;
        _copy.FailWith(new InvalidOperationException("a defect"));

        EventFilter.Exception<InvalidOperationException>("a defect").ExpectOne(() =>
            store.Tell(Part(cursor, new SaveEnd(Vector(4), 1, 0), Updates.Frame("kiwi", 2, "Hands", 1, 4))));

        Assert.Same(cursor, ExpectMsg<StopSaving>().Cursor);
        Assert.Equal(3ul, ExpectMsg<SaveNext>().Cursor.From["Hands", 1]);
        Assert.Equal(recoveries + 1, _copy.Recoveries);
        Assert.False(_copy.IsDisposed);
    }

    [Fact]
    public void A_restarted_registry_is_read_with_a_new_cursor()
    {
        var store = Start(StorageAck.Memory);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        store.Tell(SaveAnew.Instance);

        Assert.Same(cursor, ExpectMsg<StopSaving>().Cursor);
        Assert.NotSame(cursor, ExpectMsg<SaveNext>().Cursor);

        // A late answer to the old cursor has no effect.
        store.Tell(Part(cursor, new SaveEnd(Vector(9), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 9)));
        store.Tell(SaveAnew.Instance);
        ExpectMsg<StopSaving>();
        ExpectMsg<SaveNext>();
        Assert.Empty(_copy.Committed);
    }

    [Fact]
    public void A_flush_is_answered_when_a_cursor_that_began_behind_it_is_committed()
    {
        var (store, asker, cursor, next) = StartAndFlush();

        store.Tell(Part(cursor, new SaveEnd(Vector(1), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 1)));
        store.Tell(Part(next, new SaveEnd(Vector(2), 2, 0), Updates.Frame("kiwi", 2, "Hands", 1, 2)));

        Assert.True(asker.ExpectMsg<Flushed>().IsAll);
        Assert.Equal(["kiwi@2 Hands:2"], _copy.Committed);
    }

    [Fact]
    public void A_flush_that_cannot_be_written_is_answered_at_once_and_says_so()
    {
        var (store, asker, _, cursor) = StartAndFlush();
        _copy.FailWith(new IOException("the disk is full"));

        store.Tell(Part(cursor, new SaveEnd(Vector(1), 1, 0), Updates.Frame("kiwi", 1, "Hands", 1, 1)));

        Assert.False(asker.ExpectMsg<Flushed>().IsAll);
    }

    [Fact]
    public void When_most_is_outdated_everything_is_written_anew_and_the_rest_dropped()
    {
        var store = Start(StorageAck.Memory);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        _copy.PartBytes = 100_000_000;
        _copy.TidyUpSteps = 3;
        store.Tell(Part(cursor, new SaveEnd(Vector(2), 1, LiveBytes: 1_000_000), Updates.Frame("kiwi", 2, "Hands", 1, 2)));

        var fold = ExpectMsg<SaveNext>().Cursor;
        Assert.NotSame(cursor, fold);
        Assert.Empty(fold.From.Entries);
        ExpectMsg<SaveNext>(next => next.Cursor == cursor);
        store.Tell(Part(fold, end: null, Updates.Frame("emu", 1, "Hands", 1, 1)));
        ExpectMsg<SaveNext>(next => next.Cursor == fold);
        store.Tell(Part(cursor, new SaveEnd(Vector(3), 2, LiveBytes: 1_000_000), Updates.Frame("kiwi", 3, "Hands", 1, 3)));
        ExpectMsg<SaveNext>(next => next.Cursor == cursor);
        Assert.Null(_copy.DroppedBefore);
        store.Tell(Part(fold, new SaveEnd(Vector(3), 2, LiveBytes: 1_000_000), Updates.Frame("kiwi", 3, "Hands", 1, 3)));

        Assert.Same(fold, ExpectMsg<StopSaving>().Cursor);
        AwaitCondition(() => _copy.TidiedUp == 3);
        Assert.Equal(2, _copy.DroppedBefore);
        Assert.Equal(["kiwi@2 Hands:2", "emu@1 Hands:1", "kiwi@3 Hands:3", "kiwi@3 Hands:3"], _copy.Committed);
        Assert.Equal(3ul, _copy.Vector["Hands", 1]);
    }

    [Fact]
    public void A_store_that_stops_stops_its_cursor_and_closes_the_copy()
    {
        var store = Start(StorageAck.Memory);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        Watch(store);
        Sys.Stop(store);

        Assert.Same(cursor, ExpectMsg<StopSaving>().Cursor);
        ExpectTerminated(store);
        Assert.True(_copy.IsDisposed);
    }

    [Fact]
    public void A_shutdown_saves_everything_first()
    {
        var store = Start(StorageAck.Memory);
        var cursor = ExpectMsg<SaveNext>().Cursor;
        DurableStore.FlushAtShutdown(Sys, store);
        var shutdown = CoordinatedShutdown.Get(Sys).Run(CoordinatedShutdown.ClrExitReason.Instance);

        Assert.Same(cursor, ExpectMsg<StopSaving>().Cursor);
        var last = ExpectMsg<SaveNext>().Cursor;
        Assert.False(shutdown.IsCompleted);
        store.Tell(Part(last, new SaveEnd(Vector(2), 1, 0), Updates.Frame("kiwi", 2, "Hands", 1, 2)));

        Assert.True(shutdown.Wait(TimeSpan.FromSeconds(10)));
        Assert.Equal(["kiwi@2 Hands:2"], _copy.Committed);
        Assert.True(_copy.IsDisposed);
    }

    private static VersionVector Vector(ulong sequence) => VersionVector.From([("Hands", 1, sequence)]);

    private static SavePart Part(SaveCursor cursor, SaveEnd? end, params byte[][] frames)
    {
        cursor.Frames.ResetWrittenCount();
        foreach (var frame in frames)
            cursor.Frames.Write(frame);
        return new SavePart(cursor, frames.Length, IsLast: end is not null, end);
    }

    /// <summary>Starts a store and asks it to flush. Before and Flushing are its cursors before and since that.</summary>
    private (IActorRef Store, TestProbe Asker, SaveCursor Before, SaveCursor Flushing) StartAndFlush()
    {
        var store = Start(StorageAck.Memory);
        var before = ExpectMsg<SaveNext>().Cursor;
        var asker = CreateTestProbe();
        store.Tell(Flush.Instance, asker);
        ExpectMsg<StopSaving>();
        return (store, asker, before, ExpectMsg<SaveNext>().Cursor);
    }

    private IActorRef Start(StorageAck ack, StoreHealth? health = null) =>
        Sys.ActorOf(DurableStore.Props(_copy, ack, TestActor, health), "storage");
}
