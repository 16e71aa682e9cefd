using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Xunit;

namespace Herd.Tests.Storage;

/// <summary>After a crash at any moment, vector and locations agree, and committed data is there.</summary>
public class CrashTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_crash_at_any_moment_leaves_what_was_committed(int seed)
    {
        using var folder = new CopyFolder();
        using var copy = folder.Open();
        copy.CheckpointEvery(pages: 4 * seed);
        var live = new LiveHerd(copy, seed);
        for (var step = 0; step < 150; step++)
        {
            live.Step();
            if (step % 20 == 0)
                copy.Sync();
            using var crashed = folder.CopyAsIs();
            AssertLoaded(crashed, live, copy.Vector);
        }
    }

    /// <summary>SQLite appends to its log, so a crash leaves a prefix of it, perhaps followed by garbage.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_log_that_was_half_written_is_no_damage(int seed)
    {
        using var folder = new CopyFolder();
        using var copy = folder.Open();
        var live = new LiveHerd(copy, seed);
        var random = new Random(seed);
        for (var step = 0; step < 60; step++)
        {
            live.Step();
            using var crashed = folder.CopyAsIs();
            using (var log = new FileStream(crashed.Log, FileMode.Open, FileAccess.ReadWrite))
            {
                log.SetLength(random.NextInt64(log.Length + 1));
                log.Position = log.Length;
                log.Write(new byte[random.Next(2) * random.Next(20_000)]);
            }

            AssertLoaded(crashed, live, VersionVector.Empty);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_life_of_crashes_and_restarts_loses_nothing_that_was_committed(int seed)
    {
        var folder = new CopyFolder();
        var copy = folder.Open();
        var random = new Random(seed);
        for (var life = 0; life < 20; life++)
        {
            var live = new LiveHerd(copy, seed: (seed * 100) + life);
            for (var step = random.Next(60); step > 0; step--)
                live.Step();
            live.SaveAll();
            var digest = copy.Table.Digest;
            for (var step = random.Next(3); step > 0; step--)
                live.Update();

            var crashed = folder.CopyAsIs();
            copy.Dispose();
            folder.Dispose();
            folder = crashed;
            copy = folder.Open();
            Assert.Null(copy.Warning);
            Assert.Equal(digest, copy.Table.Digest);
        }

        copy.Dispose();
        folder.Dispose();
    }

    private static void AssertLoaded(CopyFolder crashed, LiveHerd live, VersionVector atLeast)
    {
        using var copy = crashed.Open();
        Assert.Null(copy.Warning);
        Assert.True(copy.Vector.Covers(atLeast), $"{copy.Vector} covers less than {atLeast}");
        live.AssertHonest(copy.Table, copy.Vector);
        live.AssertHonest(copy.Table, copy.Table.Vector);
    }
}
