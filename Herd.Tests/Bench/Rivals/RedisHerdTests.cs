using System.Net.Sockets;
using Herd.Bench.Load;
using Herd.Bench.Rivals.Redis;
using Xunit;

namespace Herd.Tests.Bench.Rivals;

public class RedisHerdTests
{
    private const int Commands = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [FactWhereInstalled(RedisHerd.Program)]
    public async Task All_replicas_have_what_the_primary_answered_before()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var herd = await RedisHerd.StartAsync(patience.Token);
        await SendAsync(herd, new NewClients(new GeoAddBlock("new-", 0, Commands), Commands), 2);
        await herd.AwaitKnownAtAllAsync(patience.Token);

        for (var server = 0; server < herd.ClientPorts.Count; server++)
        {
            using var client = await RedisClient.ConnectAsync(herd.Server(server), patience.Token);
            Assert.Equal(2 * Commands, await client.AskAsync("ZCARD herd", patience.Token));
        }
    }

    /// <summary>Redis doesn't replicate a GEOADD that changes nothing, so a benchmark of such would be too fast.</summary>
    [FactWhereInstalled(RedisHerd.Program)]
    public async Task Each_report_of_a_moving_client_changes_its_location()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var herd = await RedisHerd.StartAsync(patience.Token);
        using var primary = await RedisClient.ConnectAsync(herd.Server(0), patience.Token);
        var clients = new MovingClients(Commands, Commands, (first, count) => new GeoAddBlock("mover-", first, count));
        await SendAsync(herd, clients, 1);
        for (var round = 0; round < 3; round++)
        {
            var before = await primary.AskAsync("GEOSEARCHSTORE before herd FROMLONLAT -118.5 27 BYRADIUS 1000 km STOREDIST", patience.Token);
            Assert.Equal(Commands, before);
            await SendAsync(herd, clients, 1);
            await primary.AskAsync("GEOSEARCHSTORE after herd FROMLONLAT -118.5 27 BYRADIUS 1000 km STOREDIST", patience.Token);
            // All members changed their distance, from a place far to the south: clients walk north.
            Assert.Equal(Commands, await primary.AskAsync("ZINTERSTORE moved 2 before after WEIGHTS 1 -1", patience.Token));
            await primary.AskAsync("ZREMRANGEBYSCORE moved -0.001 0.001", patience.Token);
            Assert.Equal(Commands, await primary.AskAsync("ZCARD moved", patience.Token));
        }
    }

    [Fact]
    public void An_error_is_no_answer()
    {
        var answers = new GeoAddAnswers();
        Assert.Equal(2, answers.Count(":1\r\n:0\r\n"u8));
        var fault = Assert.Throws<IOException>(() => answers.Count(":1\r\n-ERR unknown command\r\n"u8));
        Assert.Contains("ERR unknown command", fault.Message);
    }

    private static async Task SendAsync(RedisHerd herd, ICommandSource commands, int blocks)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(herd.Server(0));
        var buffer = new byte[4096];
        for (var block = 0; block < blocks; block++)
        {
            var next = commands.Next();
            await client.GetStream().WriteAsync(next.Bytes);
            var answers = new GeoAddAnswers();
            for (var left = next.Commands; left > 0;)
            {
                var read = await client.GetStream().ReadAsync(buffer);
                Assert.NotEqual(0, read);
                left -= answers.Count(buffer.AsSpan(0, read));
            }
        }
    }
}
