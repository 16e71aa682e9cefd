using System.Collections.Concurrent;
using System.Globalization;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

[Collection(ProcessTests.Name)]
public sealed class RollingRestartTests
{
    private const int Clients = 200;

    private readonly ConcurrentDictionary<string, int> _told = [];

    [Theory]
    [InlineData("TERM", "memory")]
    [InlineData("KILL", "memory")]
    [InlineData("KILL", "disk")]
    public async Task Nothing_is_lost_and_nobody_is_told_an_older_location_than_before(string signal, string ack)
    {
        using var herd = new ProcessHerd("goloman", "--set", $"herd.storage.ack={ack}");
        herd.StartAll();
        foreach (var restarted in herd.Nodes.ToList())
        {
            var writer = herd.Nodes.First(node => node != restarted);
            using var stop = new CancellationTokenSource();
            var load = WriteAsync(herd, writer, stop.Token);
            await UntilToldMoreThanAsync(Clients);
            herd[restarted].Signal(signal);
            var exitCode = await herd[restarted].WaitForExitAsync();
            Assert.Equal(signal == "TERM" ? 0 : 128 + 9, exitCode);

            var before = _told.ToArray();
            herd.Start(restarted);
            await AssertKnowsAsync(herd, restarted, before);
            await stop.CancelAsync();
            await load;
        }

        foreach (var node in herd.Nodes)
            await AssertKnowsAsync(herd, node, [.. _told], isSettled: false);
    }

    /// <summary>Moves clients on and on, and records each one's newest acknowledged second.</summary>
    private async Task WriteAsync(ProcessHerd herd, string node, CancellationToken stop)
    {
        using var client = await herd.ConnectAsync(node);
        var second = _told.Values.DefaultIfEmpty().Max();
        while (!stop.IsCancellationRequested)
        {
            second++;
            for (var i = 0; i < Clients && !stop.IsCancellationRequested; i++)
            {
                var answer = await client.AskAsync(HerdClient.Iamat($"client-{i}", second));
                Assert.StartsWith($"AT {node} ", answer, StringComparison.Ordinal);
                _told[$"client-{i}"] = second;
            }
        }
    }

    private async Task UntilToldMoreThanAsync(int reports)
    {
        var start = _told.Values.Sum();
        while (_told.Values.Sum() <= start + reports)
            await Task.Delay(1);
    }

    /// <param name="isSettled">Whether the node must know it at once; otherwise it may take a while.</param>
    private static async Task AssertKnowsAsync(
        ProcessHerd herd, string node, KeyValuePair<string, int>[] told, bool isSettled = true)
    {
        using var client = await herd.ConnectAsync(node);
        var lines = await client.LocateAsync([.. told.Select(one => one.Key)]);
        foreach (var ((name, second), line) in told.Zip(lines))
        {
            var known = SecondOf(line);
            while (!isSettled && known < second)
                known = SecondOf(await client.LocateAsync(name));
            Assert.True(known >= second, $"{node} says {name} was somewhere at {known}, after others said {second}");
        }
    }

    private static int SecondOf(string? line)
    {
        Assert.NotNull(line);
        Assert.StartsWith("AT ", line, StringComparison.Ordinal);
        return int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}
