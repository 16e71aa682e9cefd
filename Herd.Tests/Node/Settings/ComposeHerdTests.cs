using Herd.Actors.Gossip;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Settings;

public class ComposeHerdTests
{
    [Fact]
    public void It_is_goloman_with_a_host_per_node()
    {
        var goloman = HerdSettings.Load("goloman", [], []);

        var compose = HerdSettings.Load("compose", [], []);

        Assert.Equal(goloman.Name, compose.Name);
        Assert.Equal(PairsOf(goloman), PairsOf(compose));
        Assert.Equal(
            goloman.Nodes.Select(node => node with { Host = node.Name.ToLowerInvariant(), Bind = "0.0.0.0" }),
            compose.Nodes);

        static IReadOnlyList<NeighbourPair> PairsOf(HerdSettings herd) => Assert.IsType<LinkPlan.Pairs>(herd.Links).Links;
    }

    [Fact]
    public void Each_node_has_a_service_of_its_hosts_name_that_publishes_its_client_port_and_checks_its_health()
    {
        var services = Services().Where(service => !service.Contains("scale:")).ToList();

        var nodes = HerdSettings.Load("compose", [], []).Nodes;

        Assert.Equal(nodes.Count, services.Count);
        foreach (var (node, service) in nodes.Zip(services))
        {
            var lines = service.Split('\n', StringSplitOptions.TrimEntries);
            Assert.Contains($"{node.Host}:", lines);
            Assert.Contains($"command: [node, {node.Name}, --herd, compose]", lines);
            Assert.Contains($"healthcheck: {{ test: [CMD, healthy, \"{node.HttpPort}\"] }}", lines);
            Assert.Contains($"ports: [\"127.0.0.1:{node.ClientPort}:{node.ClientPort}\"]", lines);
            Assert.Contains($"volumes: [\"{node.Host}:/data\"]", lines);
        }
    }

    [Fact]
    public void One_more_service_joins_through_a_node_of_the_file_and_has_no_container_unless_it_is_asked_for()
    {
        var lines = Assert.Single(Services(), service => service.Contains("scale:")).Split('\n', StringSplitOptions.TrimEntries);

        var first = HerdSettings.Load("compose", [], []).Nodes[0];
        Assert.Contains("scale: 0", lines);
        Assert.Contains($"entrypoint: [join, \"{first.Host}:{first.LinkPort}\", --herd, compose]", lines);
    }

    private static IEnumerable<string> Services() => ReadComposeFile().Split("\n\n").Where(part => part.Contains("<<: *node"));

    private static string ReadComposeFile()
    {
        using var stream = typeof(ComposeHerdTests).Assembly.GetManifestResourceStream("docker-compose.yml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
