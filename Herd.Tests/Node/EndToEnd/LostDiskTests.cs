using System.Net;
using System.Text.RegularExpressions;
using Herd.Tests.Node.Commands;
using Herd.Tests.Storage;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

[Collection(ProcessTests.Name)]
public sealed class LostDiskTests
{
    private const string AckDisk = "herd.storage.ack=disk";

    /// <summary>See docs/operating.md.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("memory")]
    [InlineData("disk")]
    public async Task A_copy_that_is_deleted_is_told_of_and_written_anew(string ack)
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var node = new LoneNode("--set", $"herd.storage.ack={ack}");
        node.Start();
        using var client = await node.ConnectAsync();
        var told = await ProcessHerd.WriteAsync(client, "before", 100);
        File.Delete(node.Folder.PathOf("data/Ada/locations.db"));

        await node.Process.AwaitErrorAsync("locations.db is written again");
        Assert.Null(await node.AwaitHealthAsync(HttpStatusCode.OK));
        Assert.Matches(
            @"^\S+ warning Ada: \S+/locations\.db can't be written: it was deleted or replaced while the node runs; [^\n]+\n\S+ warning Ada: \S+/locations\.db is written again, [^\n]+\n$",
            node.Process.Error);
        told.AddRange(await ProcessHerd.WriteAsync(client, "after", 100));
        await node.Process.KillAsync();

        node.Start();
        // Without acks from disk a kill may lose the last moments.
        await AssertKnowsAsync(node, [.. ack == "disk" ? told : told.Take(100)]);
    }

    [Fact]
    public async Task While_the_copy_is_gone_and_cannot_be_written_anew_nothing_is_answered_and_the_node_is_not_ready()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var node = new LoneNode("--set", AckDisk, "--set", "herd.log.messages=off");
        node.Start();
        using var client = await node.ConnectAsync();
        var told = await ProcessHerd.WriteAsync(client, "before", 100);
        var folder = node.Folder.PathOf("data/Ada");
        Directory.Move(folder, folder + ".away");
        File.WriteAllText(folder, "a file in its place");

        Assert.Matches(@"^\S+/locations\.db can't be written: ", await node.AwaitHealthAsync(HttpStatusCode.ServiceUnavailable));
        Assert.Equal((HttpStatusCode.OK, null), await node.GetHealthAsync("live"));
        Assert.Matches(@"^\S+/locations\.db can't be written: ", (await node.GetStatusAsync()).StorageFault);
        // Both are closed after some 5 s without an answer, even the report that changes nothing.
        using (var other = await node.ConnectAsync())
        {
            await other.SendLineAsync(HerdClient.Iamat("before-1"));
            await client.SendLineAsync(HerdClient.Iamat("kiwi"));
            Assert.Null(await client.ReadLineAsync());
            Assert.Null(await other.ReadLineAsync());
        }

        File.Delete(folder);
        Assert.Null(await node.AwaitHealthAsync(HttpStatusCode.OK));
        Assert.Null((await node.GetStatusAsync()).StorageFault);
        using var third = await node.ConnectAsync();
        told.AddRange(await ProcessHerd.WriteAsync(third, "after", 10));
        await node.Process.KillAsync();

        node.Start();
        await AssertKnowsAsync(node, told);
    }

    [FactOnTmpfs]
    public async Task A_node_whose_data_and_output_are_on_a_full_disk_lives_and_says_why_it_is_not_ready()
    {
        using var node = new LoneNode("--set", "herd.data-dir=disk/data");
        using var disk = new Tmpfs(node.Folder.PathOf("disk"), megabytes: 16);
        node.Start("2>>disk/error.log");
        using var client = await node.ConnectAsync();
        var told = await ProcessHerd.WriteAsync(client, "before", 100);
        disk.Fill();
        for (var round = 0; round < 20; round++)
            told.AddRange(await ProcessHerd.WriteAsync(client, $"full-{round}", 100));

        Assert.Matches(@"^\S+/locations\.db can't be written: the disk is full$", await node.AwaitHealthAsync(HttpStatusCode.ServiceUnavailable));
        Assert.Equal((HttpStatusCode.OK, null), await node.GetHealthAsync("live"));
        disk.Empty();
        Assert.Null(await node.AwaitHealthAsync(HttpStatusCode.OK));
        node.Process.Signal("TERM");
        Assert.Equal(0, await node.Process.WaitForExitAsync().WaitAsync(StopTimeout));

        node.Start("2>>disk/error.log");
        await AssertKnowsAsync(node, told);
    }

    [FactOnTmpfs]
    public async Task A_node_that_is_stopped_on_a_full_disk_says_how_many_locations_are_lost()
    {
        using var node = new LoneNode("--set", "herd.data-dir=disk/data", "--set", "herd.log.messages=off");
        using var disk = new Tmpfs(node.Folder.PathOf("disk"), megabytes: 16);
        node.Start();
        using var client = await node.ConnectAsync();
        await ProcessHerd.WriteAsync(client, "before", 100);
        disk.Fill();
        while (!node.Process.Error.Contains("the disk is full", StringComparison.Ordinal))
            await ProcessHerd.WriteAsync(client, $"full-{Guid.NewGuid():N}", 100);
        var told = (await node.GetStatusAsync()).Clients;
        node.Process.Signal("TERM");

        Assert.Equal(1, await node.Process.WaitForExitAsync().WaitAsync(StopTimeout));
        var lost = LostOf(node.Process.Error);
        disk.Empty();
        node.Start();
        Assert.Equal(told - lost, (await node.GetStatusAsync()).Clients);
    }

    [FactOnTmpfs]
    public async Task With_acks_from_a_full_disk_whoever_waits_is_closed_and_a_stop_says_what_is_lost()
    {
        using var node = new LoneNode("--set", "herd.data-dir=disk/data", "--set", AckDisk);
        using var disk = new Tmpfs(node.Folder.PathOf("disk"), megabytes: 16);
        node.Start();
        using var first = await node.ConnectAsync();
        await ProcessHerd.WriteAsync(first, "before", 20);
        disk.Fill();
        // Reports are answered until the disk is full; the next one waits until its connection is closed.
        var told = 20;
        while (await first.AskAsync(HerdClient.Iamat($"full-{told}")) is not null)
            told++;
        Assert.Equal(0, (await node.GetStatusAsync()).Connections);

        using var second = await node.ConnectAsync();
        await second.SendLineAsync(HerdClient.Iamat("kiwi"));
        while ((await node.GetStatusAsync()).Clients < told + 2)
            await Task.Delay(20);
        node.Process.Signal("TERM");
        Assert.Equal(1, await node.Process.WaitForExitAsync().WaitAsync(StopTimeout));
        Assert.Equal(2, LostOf(node.Process.Error));
        Assert.Null(await second.ReadLineAsync());
        disk.Empty();
        node.Start();
        Assert.Equal(told, (await node.GetStatusAsync()).Clients);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("disk")]
    public async Task A_node_that_is_stopped_under_load_has_saved_what_it_answered_or_says_how_much_it_has_not(string ack)
    {
        const int Enough = 8_000;
        using var node = new LoneNode(
            "--set", $"herd.storage.ack={ack}", "--set", "herd.log.messages=off", "--set", "herd.client.max-id-length=8KiB", "--set", "herd.client.max-line-length=16KiB");
        node.Start();
        var told = 0;
        var senders = Enumerable.Range(0, 4).Select(sender => Task.Run(() => SendAsync(node, sender, () => Interlocked.Increment(ref told)))).ToList();
        while (Volatile.Read(ref told) < Enough && senders.TrueForAll(sender => !sender.IsCompleted))
            await Task.Delay(5);
        node.Process.Signal("TERM");
        var exitCode = await node.Process.WaitForExitAsync().WaitAsync(StopTimeout);
        await Task.WhenAll(senders);
        Assert.InRange(told, Enough, int.MaxValue);

        var lost = exitCode == 0 ? 0 : LostOf(node.Process.Error);
        node.Start();
        Assert.InRange((await node.GetStatusAsync()).Clients, told - lost, int.MaxValue);
    }

    /// <summary>Reports new clients until the node is gone, 8,100 bytes each, so that the disk is the bottleneck.</summary>
    private static async Task SendAsync(LoneNode node, int sender, Action answered)
    {
        const int Window = 16;
        var padding = new string('x', 8_050);
        using var client = await node.ConnectAsync();
        try
        {
            for (var i = 0; ; i += Window)
            {
                await client.SendAsync(string.Concat(Enumerable.Range(i, Window).Select(n => HerdClient.Iamat($"{sender}-{n}-{padding}") + "\n")));
                for (var answers = 0; answers < Window; answers++)
                {
                    if (await client.ReadLineAsync() is not { } line)
                        return;
                    Assert.StartsWith("AT ", line, StringComparison.Ordinal);
                    answered();
                }
            }
        }
        catch (IOException)
        {
        }
    }

    private static int LostOf(string error) =>
        int.Parse(Assert.Single(Regex.Matches(error, @"^herd: Ada: (\d+) locations that clients [^\n]+ couldn't be saved in \S+/locations\.db in time$", RegexOptions.Multiline)).Groups[1].Value);

    private static async Task AssertKnowsAsync(LoneNode node, List<string?> told)
    {
        using var client = await node.ConnectAsync();
        Assert.Equal(told, await client.LocateAsync([.. told.Select(line => line!.Split(' ')[3])]));
    }
}
