using Herd.Actors.Locations;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Storage;

public sealed class DurableCopyTests : IDisposable
{
    /// <summary>The most by which an epoch exceeds the last one if the clock is behind it.</summary>
    private const ulong MostSetBack = 1UL << 32;

    private readonly CopyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_start_makes_the_folder_and_takes_its_epoch_from_the_clock()
    {
        using var copy = _folder.Open();

        Assert.Equal((ulong)_folder.Clock.GetUtcNow().ToUnixTimeSeconds() * 1_000_000_000, copy.Epoch);
        Assert.Equal(0, copy.Table.Count);
        Assert.Null(copy.Warning);
        Assert.True(File.Exists(_folder.File));
    }

    [Fact]
    public void Locations_and_vector_are_there_after_a_restart()
    {
        VersionVector vector;
        ulong digest;
        using (var copy = _folder.Open())
        {
            var live = new LiveHerd(copy, seed: 1);
            for (var round = 0; round < 50; round++)
                live.Update();
            live.SaveAll();
            (vector, digest) = (live.Table.Vector, live.Table.Digest);
        }

        using var again = _folder.Open();
        Assert.Equal(vector.ToString(), again.Vector.ToString());
        Assert.Equal(vector.ToString(), again.Table.Vector.ToString());
        Assert.Equal(digest, again.Table.Digest);
        Assert.Null(again.Warning);
    }

    [Fact]
    public void A_loaded_table_takes_updates_and_catches_neighbours_up()
    {
        using (var copy = _folder.Open())
        {
            var live = new LiveHerd(copy, seed: 2);
            for (var round = 0; round < 30; round++)
                live.Step();
            live.SaveAll();
        }

        using var again = _folder.Open();
        var table = again.Table;
        table.Report(Updates.Frame("new-client", 1));
        var neighbour = new LocationTable("Hands", 1);
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        Assert.True(table.Read(table.OpenCatchUp(VersionVector.Empty), bytes, int.MaxValue, out var count));
        foreach (var line in Split(bytes.WrittenMemory))
            neighbour.Learn(line.Span);
        neighbour.Merge(table.Vector);

        Assert.Equal(table.Count, count);
        Assert.Equal(table.Digest, neighbour.Digest);
    }

    [Fact]
    public void Each_start_has_a_higher_epoch_though_the_clock_was_set_back()
    {
        ulong first;
        using (var copy = _folder.Open())
            first = copy.Epoch;
        _folder.Clock.AdjustTime(_folder.Clock.GetUtcNow() - TimeSpan.FromDays(1));
        using (var copy = _folder.Open())
            Assert.InRange(copy.Epoch, first + 1, first + MostSetBack);
        using (var copy = _folder.Open())
            Assert.InRange(copy.Epoch, first + 2, first + (2 * MostSetBack));
    }

    [Fact]
    public void A_backup_put_back_under_a_clock_that_was_set_back_too_takes_no_epoch_again()
    {
        _folder.Open().Dispose();
        _folder.Clock.AdjustTime(_folder.Clock.GetUtcNow() - TimeSpan.FromDays(1));
        var epochs = new HashSet<ulong>();
        for (var start = 0; start < 20; start++)
        {
            using var backup = _folder.CopyAsIs();
            backup.Clock.AdjustTime(_folder.Clock.GetUtcNow());
            using var copy = backup.Open();
            Assert.True(epochs.Add(copy.Epoch));
        }
    }

    [Fact]
    public void A_later_epoch_of_its_own_that_the_node_heard_of_from_others_counts_at_the_next_start()
    {
        ulong later;
        using (var copy = _folder.Open())
        {
            // As after a restore from a backup: neighbours know later updates.
            later = copy.Epoch + 1_000_000_000_000;
            copy.Table.Learn(Updates.Frame("kiwi", 5, "Goloman", later, sequence: 1));
            new LiveHerd(copy, seed: 1).SaveAll();
        }

        using var again = _folder.Open();
        Assert.InRange(again.Epoch, later + 1, later + MostSetBack);
    }

    [Fact]
    public void The_epoch_is_on_the_disk_before_anything_else_happens()
    {
        using var copy = _folder.Open();
        using var crashed = _folder.CopyAsIs();
        using var again = crashed.Open();

        Assert.InRange(again.Epoch, copy.Epoch + 1, copy.Epoch + MostSetBack);
    }

    [Fact]
    public void A_part_without_a_vector_is_loaded_and_nothing_is_claimed_for_it()
    {
        using (var copy = _folder.Open())
        {
            copy.Add(Updates.Frame("kiwi", 5, "Hands", epoch: 3, sequence: 9), 1);
            copy.Commit(null);
        }

        using var again = _folder.Open();
        Assert.False(again.Table.Find(Updates.Id("kiwi")).IsEmpty);
        Assert.Empty(again.Table.Vector.Entries);
    }

    [Fact]
    public void The_newest_update_of_a_client_wins_wherever_it_stands()
    {
        using (var copy = _folder.Open())
        {
            copy.Add(Updates.Frame("kiwi", 7, "Hands", epoch: 3, sequence: 2), 1);
            copy.Add(Updates.Frame("kiwi", 5, "Hands", epoch: 3, sequence: 1), 1);
            copy.Commit(null);
        }

        using var again = _folder.Open();
        Assert.Equal(["kiwi@7 Hands:2"], Updates.Describe(again.Table.Find(Updates.Id("kiwi"))));
    }

    [Fact]
    public void What_was_not_committed_is_gone_after_a_crash()
    {
        using var copy = _folder.Open();
        copy.Add(Updates.Frame("kiwi", 7, "Hands", epoch: 3, sequence: 2), 1);
        using var crashed = _folder.CopyAsIs();
        using var again = crashed.Open();

        Assert.Equal(0, again.Table.Count);
        Assert.Null(again.Warning);
    }

    [Fact]
    public void Room_that_is_not_needed_goes_back_to_the_file_system()
    {
        using (var copy = _folder.Open())
        {
            var frames = Enumerable.Range(0, 2_000).SelectMany(client => Updates.Frame($"client-{client}", 1, "Hands", 1, 1)).ToArray();
            for (var part = 0; part < 150; part++)
                copy.Add(frames, 2_000);
            copy.Commit(null);
            copy.DropPartsBefore(copy.NextPart - 1);
            while (copy.TidyUp(freeBytes: 500_000))
            {
            }

            Assert.InRange(copy.PartBytes, frames.Length, frames.Length + 100);
        }

        Assert.InRange(new FileInfo(_folder.File).Length, 500_000, 1_500_000);
        using var again = _folder.Open();
        Assert.Equal(2_000, again.Table.Count);
        Assert.Null(again.Warning);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            var length = (int)Herd.Actors.Protocol.UpdateFrame.LengthOf(frames.Span);
            yield return frames[..length];
            frames = frames[length..];
        }
    }
}
