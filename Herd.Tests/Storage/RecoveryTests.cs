using Herd.Actors.Storage;
using Herd.Tests.Locations;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Herd.Tests.Storage;

public sealed class RecoveryTests : IDisposable
{
    private const int Full = 13;
    private const int DiskFailed = 10;
    private const int Damaged = 11;

    private readonly CopyFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Full)]
    [InlineData(DiskFailed)]
    public void What_was_committed_stays_and_what_was_not_goes(int error)
    {
        using (var copy = _folder.Open())
        {
            var live = new LiveHerd(copy, seed: 1);
            live.Update();
            live.SaveAll();
            var (vector, parts, bytes) = (copy.Vector, copy.NextPart, copy.PartBytes);
            copy.Add(Updates.Frame("lost", 7, "Hands", epoch: 3, sequence: 2), 1);

            Assert.Null(copy.Recover(new SqliteException("", error)));
            Assert.Equal(vector.ToString(), copy.Vector.ToString());
            Assert.Equal((parts, bytes, 0), (copy.NextPart, copy.PartBytes, copy.UncommittedBytes));
            copy.Add(Updates.Frame("kept", 7, "Hands", epoch: 3, sequence: 2), 1);
            copy.Commit(null);
        }

        using var again = _folder.Open();
        Assert.True(again.Table.Find(Updates.Id("lost")).IsEmpty);
        Assert.False(again.Table.Find(Updates.Id("kept")).IsEmpty);
        Assert.Null(again.Warning);
    }

    [Fact]
    public void A_full_disk_costs_nothing_once_there_is_room_again()
    {
        using (var copy = _folder.Open())
        {
            var live = new LiveHerd(copy, seed: 2, clients: 200, partBytes: 20_000);
            copy.LimitTo(pages: 10);
            var failures = 0;
            for (var step = 0; step < 400; step++)
            {
                try
                {
                    if (step == 200)
                        copy.LimitTo(pages: 100_000);
                    live.Step();
                }
                catch (SqliteException e)
                {
                    failures++;
                    Assert.Equal("the disk is full", copy.Explain(e));
                    Assert.Null(copy.Recover(e));
                    live.StartOver();
                }
            }

            Assert.InRange(failures, 1, 200);
            live.SaveAll();
        }

        using var again = _folder.Open();
        Assert.Null(again.Warning);
        Assert.True(again.Table.Count > 200);
    }

    [Fact]
    public void A_file_that_turns_out_damaged_while_it_is_written_is_set_aside()
    {
        string digest;
        using (var copy = _folder.Open())
        {
            var live = new LiveHerd(copy, seed: 3);
            for (var step = 0; step < 20; step++)
                live.Step();
            var aside = copy.Recover(new SqliteException("", Damaged));

            Assert.Equal(aside, Path.GetFullPath(_folder.Damaged.Single(name => !name.EndsWith("-wal", StringComparison.Ordinal))));
            Assert.Empty(copy.Vector.Entries);
            live.StartOver();
            live.SaveAll();
            live.AssertHonest(live.Table, copy.Vector);
            digest = $"{live.Table.Digest} {copy.Vector}";
        }

        using var again = _folder.Open();
        Assert.Equal(digest, $"{again.Table.Digest} {again.Vector}");
        Assert.Null(again.Warning);
    }

    [Theory]
    [InlineData("the file")]
    [InlineData("the log")]
    [InlineData("the folder")]
    [InlineData("emptied")]
    [InlineData("replaced")]
    [InlineData("moved")]
    public void A_file_that_is_gone_is_noticed_though_it_can_be_written_and_begins_anew(string what)
    {
        if (!OperatingSystem.IsLinux())
            return;
        string digest;
        using (var copy = _folder.Open())
        {
            var live = new LiveHerd(copy, seed: 4);
            live.Update();
            live.SaveAll();
            copy.CheckPlace();
            Lose(what);
            live.Update();
            live.SaveAll();

            var lost = Assert.Throws<CopyLostException>(copy.CheckPlace);
            Assert.Equal("it was deleted or replaced while the node runs", copy.Explain(lost));
            copy.Recover(lost);
            copy.CheckPlace();
            Assert.Empty(copy.Vector.Entries);
            live.StartOver();
            live.SaveAll();
            digest = $"{live.Table.Digest} {copy.Vector}";
            Assert.True(FolderLock.IsTaken(_folder.Path));
        }

        using var again = _folder.Open();
        Assert.Equal(digest, $"{again.Table.Digest} {again.Vector}");
        Assert.Null(again.Warning);
    }

    [Fact]
    public void Another_file_in_its_place_is_set_aside_and_never_taken_for_its_own()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var other = new CopyFolder();
        using (var others = other.Open())
            new LiveHerd(others, seed: 1).SaveAll();
        using var copy = _folder.Open();
        File.Delete(_folder.File);
        File.Copy(other.File, _folder.File);

        var aside = copy.Recover(new SqliteException("", DiskFailed));
        Assert.Equal(_folder.Damaged.Single(), aside);
        Assert.Equal(File.ReadAllBytes(other.File), File.ReadAllBytes(_folder.Damaged.Single()));
        copy.CheckPlace();
    }

    [Fact]
    public void A_folder_that_another_process_has_meanwhile_is_left_to_it()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var copy = _folder.Open();
        Directory.Delete(_folder.Path, recursive: true);
        using (_folder.Open())
        {
            var lost = Assert.Throws<CopyLostException>(copy.CheckPlace);
            Assert.Contains("in use by another process", copy.Explain(Assert.Throws<DurableCopyException>(() => copy.Recover(lost))));
        }

        copy.Recover(Assert.Throws<CopyLostException>(copy.CheckPlace));
        copy.CheckPlace();
    }

    [Fact]
    public void A_file_that_was_deleted_while_it_was_written_begins_anew()
    {
        using var copy = _folder.Open();
        var live = new LiveHerd(copy, seed: 4);
        live.Update();
        live.SaveAll();
        File.Delete(_folder.File);
        File.Delete(_folder.Log);

        Assert.Null(copy.Recover(new SqliteException("", DiskFailed)));
        Assert.Empty(copy.Vector.Entries);
        Assert.True(File.Exists(_folder.File));
    }

    private void Lose(string what)
    {
        switch (what)
        {
            case "the file":
                File.Delete(_folder.File);
                break;
            case "the log":
                File.Delete(_folder.Log);
                break;
            case "the folder":
                Directory.Delete(_folder.Path, recursive: true);
                break;
            case "emptied":
                using (var file = new FileStream(_folder.File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                    file.SetLength(0);
                break;
            case "replaced":
                File.Copy(_folder.File, _folder.File + ".backup");
                File.Move(_folder.File + ".backup", _folder.File, overwrite: true);
                break;
            case "moved":
                File.Move(_folder.File, _folder.File + ".elsewhere");
                break;
        }
    }
}
