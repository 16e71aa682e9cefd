using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Bo has room for less than Ada.</summary>
[Collection(ProcessTests.Name)]
public sealed class FullPeerTests : IDisposable
{
    private const int Count = 1_500;

    private readonly ProcessHerd _herd = new(ProcessHerd.Pair);

    public void Dispose() => _herd.Dispose();

    [Fact]
    public async Task Who_has_no_room_for_a_neighbours_locations_says_so_and_catches_up_when_it_has()
    {
        _herd.Start("Ada");
        _herd.Start("Bo", "--set", "herd.locations.max-count=1");
        using var client = await _herd.ConnectAsync("Ada");

        var told = await ProcessHerd.WriteAsync(client, "kiwi", Count);

        await _herd.Statuses.AwaitAsync(["Bo"], report => report.Links is [{ Neighbour: "Ada", State: "full" }]);
        Assert.Contains("Bo: there is no room for all that Ada at ", await _herd["Bo"].AwaitErrorAsync("there is no room"), StringComparison.Ordinal);
        var (ada, bo) = (await _herd.Statuses.GetAsync("Ada"), await _herd.Statuses.GetAsync("Bo"));
        Assert.InRange(bo!.Clients, 1, Count - 1);
        // It claims nothing that it refused.
        Assert.True(bo.Behind([ada!]) >= (ulong)(Count - bo.Clients));

        await _herd["Bo"].KillAsync();
        _herd.Start("Bo");
        await _herd.Statuses.AwaitAgreementAsync(_herd.Nodes);
        await _herd.AssertKnowsAsync("Bo", "kiwi", told);
        await _herd.Statuses.AwaitAsync(["Bo"], report => report.Links is [{ State: "live" }]);
    }
}
