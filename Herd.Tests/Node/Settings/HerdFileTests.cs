using Herd.Actors.Gossip;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Settings;

public class HerdFileTests : SettingsTestBase
{
    [Fact]
    public void Goloman_is_the_default_with_the_ports_of_the_documentation()
    {
        var herd = HerdSettings.Load(null, [], []);

        Assert.Equal("goloman", herd.Name);
        Assert.Equal(["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"], herd.Nodes.Select(node => node.Name));
        Assert.Equal(
            [
                new("Goloman", "127.0.0.1", "127.0.0.1", 12000, 12100, 12200, 12300),
                new("Hands", "127.0.0.1", "127.0.0.1", 12001, 12101, 12201, 12301),
            ],
            herd.Nodes.Take(2));
    }

    [Theory]
    [InlineData("goloman", "Goloman-Hands Goloman-Holiday Goloman-Wilkes Hands-Wilkes Holiday-Welsh Holiday-Wilkes")]
    [InlineData("alford", "Alford-Hamilton Alford-Welsh Ball-Holiday Ball-Welsh Hamilton-Holiday")]
    [InlineData("riley", "Bernard-Campbell Bernard-Jaquez Bernard-Juzang Campbell-Juzang Jaquez-Riley Juzang-Riley")]
    [InlineData("clark", "Bernard-Jaquez Bernard-Johnson Bernard-Juzang Clark-Jaquez Clark-Juzang Johnson-Juzang")]
    public void A_shipped_herd_has_the_links_of_the_documentation(string name, string links)
    {
        var herd = HerdSettings.Load(name, [], []);

        Assert.Equal(name, herd.Name);
        Assert.Equal(5, herd.Nodes.Count);
        Assert.Equal(links.Split(' '), Assert.IsType<LinkPlan.Pairs>(herd.Links).Links.Select(pair => string.Join('-', new[] { pair.First, pair.Second }.Order())).Order());
    }

    [Fact]
    public void The_shipped_herds_run_side_by_side()
    {
        var herds = new[] { "goloman", "alford", "riley", "clark" }.Select(name => HerdSettings.Load(name, [], [])).ToList();

        var ports = herds.SelectMany(herd => herd.Nodes).SelectMany(node => new[] { node.ClientPort, node.LinkPort, node.ClusterPort, node.HttpPort });
        Assert.Equal(80, ports.Distinct().Count());
        Assert.Equal(20, herds.SelectMany(herd => herd.Nodes, (herd, node) => Path.Combine(herd.DataDirectory, node.Name)).Distinct().Count());
    }

    [Fact]
    public void A_file_includes_the_files_beside_it_and_the_shipped_ones()
    {
        Write("name.conf", "herd.name = flock");
        var herd = Load("""
            include "goloman.conf"
            include "name.conf"
            herd.nodes.Hands.host = hands.example
            """);

        Assert.Equal("flock", herd.Name);
        Assert.Equal(5, herd.Nodes.Count);
        Assert.Equal("hands.example", herd.Nodes[1].Host);
    }

    [Fact]
    public void A_substitution_is_put_in() =>
        Assert.Equal("10.0.0.7", Load("net = \"10.0.0\"\nherd.nodes.Ada { host = ${net}\".7\", client-port = 1, link-port = 2 }").Nodes[0].Host);

    [Fact]
    public void An_include_that_is_not_there_is_told() =>
        Assert.Equal(
            "test.conf: include \"other.conf\": there is no file other.conf, and no shipped herd file of that name",
            Refusal("include \"other.conf\""));

    [Fact]
    public void A_file_that_includes_itself_is_told() =>
        Assert.Equal(
            "test.conf: include \"test.conf\" goes round in a circle, or over 16 files deep",
            Refusal("include \"test.conf\""));
}
