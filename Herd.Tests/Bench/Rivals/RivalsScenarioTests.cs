using Herd.Bench.Harness;
using Herd.Bench.Rivals;
using Herd.Bench.Rivals.Redis;
using Xunit;

namespace Herd.Tests.Bench.Rivals;

public class RivalsScenarioTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly RunSettings Settings = RunSettings.Quick with { Duration = TimeSpan.FromSeconds(1) };

    [FactWhereInstalled("node")]
    public async Task Updates_of_a_reference_herd_count_when_all_five_stored_them()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var herd = (ReferenceHerd)await Rival.NodeJs.StartAsync(patience.Token);
        var senders = RivalsScenario.Moving(Rival.NodeJs, herd, Settings);

        var readings = await RivalsScenario.MeasureAsync(herd, senders, Settings, patience.Token);

        Assert.All(readings, reading => Assert.True(reading.Value > 0));
        foreach (var name in ReferenceHerd.Names)
        {
            var stats = await herd.StatsAsync(name, patience.Token);
            Assert.Equal(senders.Sum(sender => sender.Answered), stats.Updates);
        }
    }

    [FactWhereInstalled(RedisHerd.Program)]
    public async Task New_clients_of_Redis_count_when_all_replicas_have_them()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var herd = (RedisHerd)await Rival.Redis.StartAsync(patience.Token);
        var senders = RivalsScenario.New(Rival.Redis, herd);

        await RivalsScenario.MeasureAsync(herd, senders, Settings, patience.Token);

        for (var server = 0; server < herd.ClientPorts.Count; server++)
        {
            using var client = await RedisClient.ConnectAsync(herd.Server(server), patience.Token);
            Assert.Equal(senders.Sum(sender => sender.Answered), await client.AskAsync("ZCARD herd", patience.Token));
        }
    }

    [Fact]
    public async Task A_competitor_that_is_not_installed_is_left_out_with_the_reason()
    {
        var missing = new ReferenceHerdKind("nothing", "no-such-program", "server");
        var fault = await Assert.ThrowsAsync<NotMeasuredException>(() => ReferenceHerd.StartAsync(missing, [1, 2, 3, 4, 5], CancellationToken.None));
        Assert.Contains("no-such-program isn't installed", fault.Message);
    }
}
