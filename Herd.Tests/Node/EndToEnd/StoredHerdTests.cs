using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

[Collection(ProcessTests.Name)]
public sealed class StoredHerdTests
{
    private const int Updates = 2_000;

    [Fact]
    public async Task A_whole_herd_that_is_killed_a_second_after_the_last_update_loses_nothing()
    {
        using var herd = new ProcessHerd("goloman");
        herd.StartAll();
        using var client = await herd.ConnectAsync("Goloman");
        var told = await ProcessHerd.WriteAsync(client, "client", Updates);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await herd.KillAllAsync();

        herd.StartAll();
        foreach (var node in herd.Nodes)
            await herd.AssertKnowsAsync(node, "client", told);
    }

    [Fact]
    public async Task A_node_that_is_stopped_has_saved_everything()
    {
        using var herd = new ProcessHerd("goloman", "--set", "herd.links=[]");
        herd.Start("Goloman");
        using var client = await herd.ConnectAsync("Goloman");
        var told = await ProcessHerd.WriteAsync(client, "client", Updates);
        herd["Goloman"].Signal("TERM");
        Assert.Equal(0, await herd["Goloman"].WaitForExitAsync());

        herd.Start("Goloman");
        await herd.AssertKnowsAsync("Goloman", "client", told);
    }

    [Fact]
    public async Task What_was_acknowledged_from_the_disk_is_there_whenever_the_node_was_killed()
    {
        using var herd = new ProcessHerd("goloman", "--set", "herd.links=[]", "--set", "herd.storage.ack=disk");
        var random = new Random(1);
        for (var life = 0; life < 5; life++)
        {
            herd.Start("Goloman");
            using var client = await herd.ConnectAsync("Goloman");
            var told = new List<string?>();
            var writing = WriteUntilKilledAsync(client, $"life-{life}", told);
            var enough = random.Next(1, 300);
            while (told.Count < enough && !writing.IsCompleted)
                await Task.Delay(1);
            await herd.KillAllAsync();
            await writing;
            Assert.InRange(told.Count, enough, int.MaxValue);

            herd.Start("Goloman");
            await herd.AssertKnowsAsync("Goloman", $"life-{life}", told);
            await herd.KillAllAsync();
        }
    }

    [Fact]
    public async Task A_second_process_for_the_same_node_is_refused()
    {
        using var herd = new ProcessHerd("goloman");
        herd.Start("Goloman");
        using var client = await herd.ConnectAsync("Goloman");
        var told = await ProcessHerd.WriteAsync(client, "client", 1);
        var (exitCode, output, error) = await HerdProcess.RunAsync(
            herd.Folder,
            [
                "node", "Goloman", "--herd", "goloman",
                .. new[] { "client-port", "link-port", "http-port" }.SelectMany(port => new[] { "--set", $"herd.nodes.Goloman.{port}=0" }),
            ]);

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Matches(@"^herd: Goloman: \S+/data/Goloman is in use by another process: [^\n]+\n$", error);
        await herd.AssertKnowsAsync("Goloman", "client", told);
    }

    [Fact]
    public async Task A_node_whose_folder_is_another_herds_is_refused()
    {
        using var herd = new ProcessHerd("goloman");
        herd.Start("Welsh");
        await herd.KillAllAsync();

        var (exitCode, _, error) = await HerdProcess.RunAsync(
            herd.Folder,
            [
                "node", "Welsh", "--herd", "alford", "--set", "herd.data-dir=data",
                .. new[] { "client-port", "link-port", "http-port" }.SelectMany(port => new[] { "--set", $"herd.nodes.Welsh.{port}=0" }),
            ]);

        Assert.Equal(2, exitCode);
        Assert.Matches(@"^herd: Welsh: \S+/locations\.db belongs to node Welsh of herd goloman, not to node Welsh of herd alford: [^\n]+\n$", error);
    }

    [Fact]
    public async Task A_node_with_a_damaged_file_says_so_and_is_healed_by_its_neighbours()
    {
        using var herd = new ProcessHerd("goloman");
        herd.StartAll();
        using var client = await herd.ConnectAsync("Goloman");
        var told = await ProcessHerd.WriteAsync(client, "client", 200);
        await herd.AssertKnowsAsync("Welsh", "client", told);
        await herd["Welsh"].KillAsync();
        File.WriteAllText(herd.Folder.PathOf("data/Welsh/locations.db"), "no database");

        herd.Start("Welsh");
        await herd.AssertKnowsAsync("Welsh", "client", told);
        Assert.Single(Directory.GetFiles(herd.Folder.PathOf("data/Welsh"), "locations.db.damaged-*Z"));
        Assert.Matches(@"^\d\d:\d\d:\d\d warning Welsh: \S+/locations\.db is damaged [^\n]+\n$", herd["Welsh"].Error);
    }

    [Fact]
    public async Task Without_storage_nothing_is_written()
    {
        using var herd = new ProcessHerd("goloman", "--set", "herd.storage.provider=none", "--set", "herd.log.messages=off");
        herd.Start("Goloman");
        using var client = await herd.ConnectAsync("Goloman");
        await ProcessHerd.WriteAsync(client, "client", 10);
        await herd.KillAllAsync();

        Assert.False(Directory.Exists(herd.Folder.PathOf("data")));
    }

    private static async Task WriteUntilKilledAsync(HerdClient client, string prefix, List<string?> told)
    {
        try
        {
            while (await client.AskAsync(HerdClient.Iamat($"{prefix}-{told.Count}")) is { } line)
                told.Add(line);
        }
        catch (IOException)
        {
        }
    }
}
