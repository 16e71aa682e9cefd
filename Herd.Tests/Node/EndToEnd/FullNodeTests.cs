using Xunit;

namespace Herd.Tests.Node.EndToEnd;

public sealed class FullNodeTests : IAsyncLifetime
{
    private const int Limit = 100;

    private RunningHerd _herd = null!;

    public async Task InitializeAsync() => _herd = await RunningHerd.StartOneAsync($"herd.locations.max-count={Limit}");

    public async Task DisposeAsync() => await _herd.DisposeAsync();

    [Fact]
    public async Task Known_clients_move_on_and_new_ones_are_refused_each_in_its_turn()
    {
        await FillAsync();
        using var client = await _herd.ConnectAsync("Goloman");
        await client.SendAsync(string.Concat(Enumerable.Range(0, Limit).Select(number =>
            $"IAMAT client-{number} +1+1 2000\nnonsense {number}\n  IAMAT new-{number}  +1+1 2000 \r\nWHATSAT client-{number} 10 0\n")));

        for (var number = 0; number < Limit; number++)
        {
            Assert.EndsWith($" client-{number} +1+1 2000", await client.ReadLineAsync(), StringComparison.Ordinal);
            Assert.Equal($"? nonsense {number}", await client.ReadLineAsync());
            Assert.Equal($"? IAMAT new-{number}  +1+1 2000", await client.ReadLineAsync());
            Assert.EndsWith($" client-{number} +1+1 2000", await client.ReadLineAsync(), StringComparison.Ordinal);
            while (await client.ReadLineAsync() != "")
            {
            }
        }

        Assert.StartsWith("? ", await client.AskAsync("WHATSAT new-1 10 0"), StringComparison.Ordinal);
        await AssertToldAsync();
    }

    [Fact]
    public async Task A_full_node_starts_again_with_all_it_had_and_is_as_full()
    {
        await FillAsync();

        await _herd.RestartAsync();

        using var client = await _herd.ConnectAsync("Goloman");
        for (var number = 0; number < Limit; number++)
        {
            await client.SendAsync($"WHATSAT client-{number} 10 0\n");
            Assert.Contains($" client-{number} ", await client.ReadLineAsync(), StringComparison.Ordinal);
            while (await client.ReadLineAsync() != "")
            {
            }
        }

        Assert.StartsWith("? ", await client.AskAsync("IAMAT new +1+1 2000"), StringComparison.Ordinal);
        Assert.StartsWith("AT ", await client.AskAsync("IAMAT client-0 +1+1 2000"), StringComparison.Ordinal);
        await AssertToldAsync();
    }

    private async Task FillAsync()
    {
        using var client = await _herd.ConnectAsync("Goloman");
        for (var number = 0; number < Limit; number++)
            Assert.StartsWith("AT ", await client.AskAsync(HerdClient.Iamat($"client-{number}")), StringComparison.Ordinal);
    }

    private async Task AssertToldAsync() =>
        Assert.Matches($@"^\d\d:\d\d:\d\d warning Goloman: herd\.locations\.max-count [^\n]+ with {Limit} clients: new ones are refused\n$", await _herd.TakeErrorAsync("new ones are refused\n"));
}
