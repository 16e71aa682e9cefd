using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Storage;

public sealed class MaxAheadTests : IDisposable
{
    private static readonly TimeSpan MaxAhead = TimeSpan.FromHours(48);

    private readonly CopyFolder _folder = new();

    private long Now => _folder.Clock.GetUtcNow().ToUnixTimeSeconds();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_time_that_no_neighbour_takes_is_left_out_nothing_is_claimed_and_the_file_is_set_aside()
    {
        var end = Now + (long)MaxAhead.TotalSeconds;
        Save(("kiwi", Now), ("fig", end - 60), ("plum", end + 60));

        using (var copy = _folder.Open(maxAhead: MaxAhead))
        {
            Assert.Equal(2, copy.Table.Count);
            Assert.True(copy.Table.Find(Updates.Id("plum")).IsEmpty);
            Assert.Empty(copy.Table.Vector.Entries);
            Assert.Empty(copy.Vector.Entries);
            Assert.Contains("herd.client.max-ahead", copy.Warning, StringComparison.Ordinal);
        }

        Assert.Single(_folder.Damaged);
        using var again = _folder.Open(maxAhead: MaxAhead);
        Assert.Null(again.Warning);
        Assert.Equal(2, again.Table.Count);
    }

    [Fact]
    public void A_clock_that_was_set_back_costs_nothing()
    {
        Save(("kiwi", Now), ("fig", Now + 60));
        var vector = VectorOf(_folder);
        _folder.Clock.AdjustTime(_folder.Clock.GetUtcNow() - TimeSpan.FromDays(3_000));

        using var copy = _folder.Open(maxAhead: MaxAhead);
        Assert.Null(copy.Warning);
        Assert.Equal(2, copy.Table.Count);
        Assert.Equal(vector, copy.Vector.ToString());
    }

    /// <summary>Saves what the node accepted before its clock was corrected, or max-ahead was reduced.</summary>
    private void Save(params (string Client, long Time)[] updates)
    {
        using var copy = _folder.Open();
        foreach (var (client, time) in updates)
            copy.Table.Report(Updates.Frame(client, time));
        new LiveHerd(copy, seed: 1).SaveAll();
    }

    private static string VectorOf(CopyFolder folder)
    {
        using var copy = folder.Open();
        return copy.Vector.ToString();
    }
}
