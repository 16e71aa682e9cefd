using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.Demo;

[Collection(ProcessTests.Name)]
public sealed class DemoTests
{
    [Fact]
    public async Task Both_sides_of_a_cut_move_on_and_agree_again()
    {
        await using var demo = await RunningDemo.StartAsync(200);
        await demo.AwaitAsync(state => state.Links.All(link => link.IsLive) && state.Nodes.All(node => node.Clients == 200));

        Assert.Equal(204, await demo.PostAsync("Goloman", "/demo/links/Welsh/Holiday/cut"));
        await demo.AwaitAsync(state => state.Links.Count(link => link.IsCut && !link.IsLive) == 1);
        using var here = await demo.ConnectAsync("Welsh");
        using var there = await demo.ConnectAsync("Goloman");
        await here.AskAsync(HerdClient.Iamat("here"));
        await there.AskAsync(HerdClient.Iamat("there"));
        await demo.AwaitAsync(state => state.Nodes.Count(node => node.Clients == 201) == 5 && state.Nodes.Single(node => node.Name == "Welsh").Behind > 0);
        Assert.StartsWith("?", await here.LocateAsync("there"), StringComparison.Ordinal);

        Assert.Equal(204, await demo.PostAsync("Hands", "/demo/links/Holiday/Welsh/mend"));
        Assert.Equal(204, await demo.PostAsync("Hands", "/demo/walkers/stop"));
        await demo.AwaitAsync(state => state.Links.All(link => link.IsLive) && state.Nodes.Select(node => node.Digest).Distinct().Count() == 1);

        Assert.StartsWith("AT Goloman", await here.LocateAsync("there"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_stopped_comes_back_with_what_it_missed_and_its_clients_report_elsewhere_meanwhile()
    {
        await using var demo = await RunningDemo.StartAsync(200);
        await demo.AwaitAsync(state => state.Nodes.All(node => node.Clients == 200));

        Assert.Equal(202, await demo.PostAsync("Goloman", "/demo/nodes/Goloman/stop"));
        await demo.AwaitAsync(state => state.Nodes.Count(node => node.IsUp) == 4);
        using var client = await demo.ConnectAsync("Hands");
        await client.AskAsync(HerdClient.Iamat("kiwi"));
        Assert.Equal(202, await demo.PostAsync("Hands", "/demo/nodes/Goloman/start"));
        await demo.AwaitAsync(state => state.Nodes.All(node => node.IsUp && node.Clients == 201));
    }

    [Theory]
    [InlineData("/demo/nodes/Nobody/stop", null, 404)]
    [InlineData("/demo/nodes/Goloman/explode", null, 404)]
    [InlineData("/demo/links/Goloman/Welsh/cut", null, 404)]
    [InlineData("/demo/walkers/explode", null, 404)]
    [InlineData("/demo/nodes/Goloman/stop", "http://evil.example", 403)]
    [InlineData("/demo/links/Goloman/Hands/cut", "http://127.0.0.1:1", 403)]
    [InlineData("/demo/links/Goloman/Hands/cut", "Hands", 204)]
    public async Task Only_pages_of_its_own_nodes_change_it(string path, string? origin, int status)
    {
        await using var demo = await RunningDemo.StartAsync(1);

        Assert.Equal(status, await demo.PostAsync("Goloman", path, origin == "Hands" ? demo.HttpOf("Hands").GetLeftPart(UriPartial.Authority) : origin));
    }

    [Fact]
    public async Task The_command_says_where_its_map_is_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using var herd = HerdProcess.Start(folder, new Dictionary<string, string> { ["TMPDIR"] = folder.Path }, "demo", "--walkers", "20");
        var map = new Uri(herd.WaitForLine("  http://").Trim());
        using var http = new HttpClient();

        Assert.Contains("\"isDemo\":true", await http.GetStringAsync(new Uri(map, "/map/nodes")), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetDirectories(folder.Path));
        herd.Signal("INT");

        Assert.Equal(0, await herd.WaitForExitAsync());
        Assert.Equal("", herd.Error);
        Assert.Empty(Directory.GetDirectories(folder.Path, "herd-demo-*"));
    }
}
