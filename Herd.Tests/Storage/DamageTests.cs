using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Herd.Tests.Locations;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Herd.Tests.Storage;

public sealed class DamageTests : IDisposable
{
    private readonly CopyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void Files_cut_short_are_loaded_honestly(int seed, bool log)
    {
        var live = Live(seed, log);
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            using var damaged = _folder.CopyAsIs();
            Change(log ? damaged.Log : damaged.File, file => file.SetLength(random.NextInt64(file.Length)));
            AssertLoadedHonestly(damaged, live, mustBeFound: !log);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public void Files_with_flipped_bits_are_loaded_honestly(int seed, bool log)
    {
        var live = Live(seed, log);
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            using var damaged = _folder.CopyAsIs();
            Change(log ? damaged.Log : damaged.File, file => Flip(file, random.NextInt64(file.Length), random.Next(8)));
            AssertLoadedHonestly(damaged, live);
        }
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    public void Files_with_overwritten_stretches_are_loaded_honestly(int seed, bool log)
    {
        var live = Live(seed, log);
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            using var damaged = _folder.CopyAsIs();
            Change(log ? damaged.Log : damaged.File, file =>
            {
                var garbage = new byte[random.Next(1, 20_000)];
                if (random.Next(2) == 0)
                    random.NextBytes(garbage);
                file.Position = random.NextInt64(file.Length);
                file.Write(garbage);
            });
            AssertLoadedHonestly(damaged, live);
        }
    }

    [Fact]
    public void A_file_without_its_log_is_loaded_honestly()
    {
        for (var seed = 1; seed < 10; seed++)
        {
            using var folder = new CopyFolder();
            var live = Live(seed, crashed: true, folder);
            File.Delete(folder.Log);
            AssertLoadedHonestly(folder, live);
        }
    }

    [Fact]
    public void A_damaged_file_is_set_aside_and_what_is_whole_of_it_is_kept()
    {
        Live(seed: 9, crashed: false);
        using (var file = Sqlite())
            Run(file, "UPDATE parts SET frames = zeroblob(length(frames)) WHERE id = (SELECT min(id) + 2 FROM parts)");
        var before = File.ReadAllBytes(_folder.File);

        using (var copy = _folder.Open())
        {
            Assert.Contains("wrong checksum", copy.Warning);
            Assert.Contains(Assert.Single(_folder.Damaged), copy.Warning);
            Assert.DoesNotContain('\n', copy.Warning!);
            Assert.True(copy.Table.Count > 10);
            Assert.Empty(copy.Table.Vector.Entries);
            Assert.Empty(copy.Vector.Entries);
            Assert.Equal(before, File.ReadAllBytes(_folder.Damaged[0]));
        }

        using var again = _folder.Open();
        Assert.Null(again.Warning);
        Assert.True(again.Table.Count > 10);
    }

    [Theory]
    [InlineData("DELETE FROM parts WHERE id = (SELECT min(id) FROM parts)", "part 1 is missing")]
    [InlineData("DELETE FROM parts WHERE id = 3", "part 3 is missing")]
    [InlineData("DELETE FROM parts WHERE id = (SELECT max(id) FROM parts)", "is missing")]
    [InlineData("UPDATE parts SET frames = (SELECT frames FROM parts WHERE id = 2), checksum = (SELECT checksum FROM parts WHERE id = 2) WHERE id = 4", "part 4 has a wrong checksum")]
    [InlineData("INSERT INTO parts SELECT id + 1, count, checksum, frames FROM parts ORDER BY id DESC LIMIT 1", "too many")]
    [InlineData("UPDATE state SET state = zeroblob(30)", "its state can't be read")]
    [InlineData("DELETE FROM state", "its state can't be read")]
    [InlineData("UPDATE meta SET value = '99' WHERE name = 'format'", "its format can't be read")]
    [InlineData("UPDATE meta SET value = 'Hands' WHERE name = 'node'", "its owner can't be read")]
    [InlineData("UPDATE meta SET value = '5' WHERE name = 'epoch'", "its boot epoch can't be read")]
    [InlineData("DROP TABLE parts", "its tables are missing")]
    [InlineData("DROP TABLE meta", "its tables are missing")]
    [InlineData("PRAGMA journal_mode = DELETE", "not in WAL mode")]
    public void What_contradicts_itself_is_damage(string change, string reason)
    {
        var live = Live(seed: 3, crashed: false, folds: false);
        using (var file = Sqlite())
            Run(file, change);

        using var copy = _folder.Open();
        Assert.Contains(reason, copy.Warning);
        Assert.Single(_folder.Damaged);
        live.AssertHonest(copy.Table, copy.Vector);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(100_000)]
    public void A_file_that_is_no_database_is_set_aside(int length)
    {
        Directory.CreateDirectory(_folder.Path);
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        File.WriteAllBytes(_folder.File, bytes);

        using var copy = _folder.Open();
        Assert.NotNull(copy.Warning);
        Assert.Equal(bytes, File.ReadAllBytes(Assert.Single(_folder.Damaged)));
    }

    [Fact]
    public void A_log_whose_file_is_gone_is_set_aside_and_what_is_whole_of_it_is_kept()
    {
        var live = Live(seed: 4, crashed: true);
        File.Delete(_folder.File);

        using var copy = _folder.Open();
        Assert.Contains("only its log", copy.Warning);
        Assert.EndsWith("-wal", Assert.Single(_folder.Damaged));
        Assert.True(copy.Table.Count > 0);
        live.AssertTrue(copy.Table);
        live.AssertHonest(copy.Table, copy.Vector);
    }

    [Fact]
    public void A_log_whose_file_was_emptied_is_kept()
    {
        var live = Live(seed: 4, crashed: true);
        var log = File.ReadAllBytes(_folder.Log);
        Change(_folder.File, file => file.SetLength(0));

        using var copy = _folder.Open();
        Assert.Equal(log, File.ReadAllBytes(_folder.Damaged.Single(name => name.EndsWith("-wal", StringComparison.Ordinal))));
        Assert.True(copy.Table.Count > 0);
        live.AssertTrue(copy.Table);
    }

    /// <summary>The first page leads to the tables but holds no parts.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_byte_of_the_first_page_is_wrong_all_parts_are_kept(bool crashed)
    {
        var live = Live(seed: 5, crashed);
        var random = new Random(5);
        // The file's header and the start of the schema table, some of the free space, and the rows.
        var offsets = Enumerable.Range(0, 120)
            .Concat(Enumerable.Range(0, 30).Select(_ => random.Next(120, CopyFile.PageSize - 600)))
            .Concat(Enumerable.Range(0, 150).Select(i => CopyFile.PageSize - 600 + (4 * i)));
        foreach (var offset in offsets)
        {
            using var damaged = _folder.CopyAsIs();
            var bit = random.Next(8);
            Change(damaged.File, file => Flip(file, offset, bit));
            using var copy = damaged.Open();
            Assert.True(live.Table.Digest == copy.Table.Digest, $"bit {bit} of byte {offset} cost {live.Table.Count - copy.Table.Count} clients: {copy.Warning}");
            Assert.True(copy.Warning?.Contains(" 0 of its ", StringComparison.Ordinal) ?? true, copy.Warning);
            live.AssertHonest(copy.Table, copy.Vector);
        }
    }

    [Fact]
    public void A_first_page_of_garbage_costs_nothing()
    {
        var live = Live(seed: 6, crashed: false);
        var garbage = new byte[CopyFile.PageSize];
        new Random(6).NextBytes(garbage);
        Change(_folder.File, file => file.Write(garbage));

        using var copy = _folder.Open();
        Assert.Equal(live.Table.Digest, copy.Table.Digest);
        Assert.Contains("the locations of", copy.Warning);
        Assert.Empty(copy.Vector.Entries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parts_that_are_longer_than_a_page_are_kept(bool crashed)
    {
        ulong digest;
        using (var copy = _folder.Open())
        {
            var live = new LiveHerd(copy, seed: 8, clients: 10_000, partBytes: 256 * 1024);
            for (var update = 0; update < 1_500; update++)
                live.Update();
            live.SaveAll();
            digest = live.Table.Digest;
            if (!crashed)
                copy.Sync();
            using var asIs = _folder.CopyAsIs();
            copy.Dispose();
            if (crashed)
            {
                File.Copy(asIs.File, _folder.File, overwrite: true);
                File.Copy(asIs.Log, _folder.Log, overwrite: true);
            }
        }

        // After a crash the current pages are in the log, which only a non-database file makes SQLite ignore.
        Change(_folder.File, file => file.SetLength(crashed ? 0 : file.Length));
        Change(_folder.File, file => file.Write(new byte[100]));
        using var again = _folder.Open();
        Assert.NotNull(again.Warning);
        Assert.Equal(digest, again.Table.Digest);
    }

    [Fact]
    public void Another_nodes_file_is_refused_though_its_first_page_is_damaged()
    {
        Live(seed: 7, crashed: false);
        Change(_folder.File, file => Flip(file, 0, 0));
        var before = File.ReadAllBytes(_folder.File);

        Assert.Contains("belongs to node Goloman", Assert.Throws<DurableCopyException>(() => _folder.Open(node: "Hands")).Message);
        Assert.Equal(before, File.ReadAllBytes(_folder.File));
        Assert.Empty(_folder.Damaged);
    }

    [Fact]
    public void How_many_parts_are_lost_is_told()
    {
        Live(seed: 9, crashed: false, folds: false);
        using (var file = Sqlite())
            Run(file, "UPDATE parts SET frames = zeroblob(length(frames)) WHERE id IN (3, 5)");

        using var copy = _folder.Open();
        Assert.Matches(@" 2 of its \d+ parts are lost, the locations of \d+ clients were kept", copy.Warning);
    }

    [Fact]
    public void Several_damaged_files_of_one_second_are_all_kept()
    {
        Directory.CreateDirectory(_folder.Path);
        for (var round = 1; round <= 3; round++)
        {
            File.WriteAllText(_folder.File, "no database");
            _folder.Open().Dispose();
            Assert.Equal(round, _folder.Damaged.Length);
        }
    }

    [Fact]
    public void An_epoch_is_never_used_again_though_the_file_lost_it_and_the_clock_was_set_back()
    {
        ulong epoch;
        using (var copy = _folder.Open())
        {
            epoch = copy.Epoch;
            copy.Table.Report(Updates.Frame("kiwi", 5));
            new LiveHerd(copy, seed: 1).SaveAll();
        }

        using (var file = Sqlite())
            Run(file, "DELETE FROM meta WHERE name = 'epoch'");
        _folder.Clock.AdjustTime(_folder.Clock.GetUtcNow() - TimeSpan.FromDays(1));

        using var again = _folder.Open();
        Assert.True(again.Epoch > epoch);
        Assert.Equal(1, again.Table.Count);
    }

    [Fact]
    public void An_unfinished_new_file_of_an_earlier_start_is_of_no_matter()
    {
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(Path.Combine(_folder.Path, "locations.new"), "half");
        File.WriteAllText(Path.Combine(_folder.Path, "locations.new-wal"), "half");

        using var copy = _folder.Open();
        Assert.Null(copy.Warning);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "locations.new")));
    }

    private LiveHerd Live(int seed, bool crashed, CopyFolder? folder = null, bool folds = true)
    {
        folder ??= _folder;
        using var copy = folder.Open();
        copy.CheckpointEvery(pages: 20);
        var live = new LiveHerd(copy, seed);
        for (var step = 0; step < 120; step++)
        {
            if (folds)
            {
                live.Step();
            }
            else
            {
                live.Update();
                live.Save();
            }
        }

        live.SaveAll();
        if (!crashed)
            return live;
        using var asIs = folder.CopyAsIs();
        copy.Dispose();
        File.Copy(asIs.File, folder.File, overwrite: true);
        File.Copy(asIs.Log, folder.Log, overwrite: true);
        return live;
    }

    private static void AssertLoadedHonestly(CopyFolder damaged, LiveHerd live, bool mustBeFound = false)
    {
        string? warning;
        using (var copy = damaged.Open())
        {
            warning = copy.Warning;
            live.AssertHonest(copy.Table, copy.Table.Vector);
            live.AssertHonest(copy.Table, copy.Vector);
            Assert.Equal(warning is null, damaged.Damaged.Length == 0);
            if (warning is not null)
                Assert.Empty(copy.Vector.Entries);
            Assert.False(mustBeFound && warning is null);
            live.AssertTrue(copy.Table);
            copy.Table.Report(Updates.Frame("after", 1));
            new LiveHerd(copy, seed: 1).SaveAll();
        }

        using var again = damaged.Open();
        Assert.Null(again.Warning);
        Assert.False(again.Table.Find(Updates.Id("after")).IsEmpty);
    }

    private static void Flip(FileStream file, long at, int bit)
    {
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ (1 << bit)));
    }

    private static void Change(string path, Action<FileStream> change)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        change(file);
    }

    private SqliteConnection Sqlite()
    {
        var connection = new SqliteConnection($"Data Source={_folder.File};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
