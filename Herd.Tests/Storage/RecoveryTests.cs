using Herd.Tests.Locations;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Herd.Tests.Storage;

/// <summary>A copy goes on after its disk failed.</summary>
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
}
