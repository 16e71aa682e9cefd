using System.Text.Json;
using Herd.Node.Survey;
using Xunit;
using static Herd.Tests.Node.Survey.Reports;

namespace Herd.Tests.Node.Survey;

public class OverviewJsonTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_621_464_827);

    [Fact]
    public void A_document_is_one_line_and_says_all()
    {
        var overview = Overview(
            Answer(Member("Goloman") with { StorageFault = "the disk is full", Members = [Seen("Goloman"), Seen("Hands", reachable: false)], Links = [new("Hands", "down", 17)] }),
            Silence("Hands", "Connection refused"));

        Assert.Equal(
            """
            {"time":"2021-05-19T22:53:47Z","herd":"goloman","agree":false,"summary":"Hands doesn't answer; Goloman can't save: the disk is full.","nodes":[
            {"name":"Goloman","inFile":true,"host":"127.0.0.1","httpPort":12300,"answers":true,"error":null,"state":"up","standing":"member",
            "reachableFrom":[],"unreachableFrom":[],"behind":0,"pendingBytes":17,"connections":2,"clients":10000,"digest":"5f3a9c0112345678",
            "vector":{"Goloman/1000":500},"links":[{"neighbour":"Hands","state":"down","pendingBytes":17}],"members":[
            {"name":"Goloman","state":"up","reachable":true,"host":"127.0.0.1","clientPort":12000,"linkPort":12100,"httpPort":12300,"cluster":"127.0.0.1:12200"},
            {"name":"Hands","state":"up","reachable":false,"host":"127.0.0.1","clientPort":12000,"linkPort":12100,"httpPort":12300,"cluster":"127.0.0.1:12200"}],"storageFault":"the disk is full","certificateUntil":null},
            {"name":"Hands","inFile":true,"host":"127.0.0.1","httpPort":12300,"answers":false,"error":"Connection refused","state":"unreachable","standing":null,
            "reachableFrom":[],"unreachableFrom":["Goloman"],"behind":null,"pendingBytes":null,"connections":null,"clients":null,"digest":null,
            "vector":null,"links":null,"members":null,"storageFault":null,"certificateUntil":null}]}
            """.Replace("\n", "", StringComparison.Ordinal),
            OverviewJson.Render(overview, Time));
    }

    [Fact]
    public void It_is_one_line_whatever_nodes_answer()
    {
        var text = OverviewJson.Render(Overview(Answer(Member("Golo\nman")), Silence("Hands", "no\r\n\"answer\"\u2028")), Time);

        Assert.DoesNotContain(text, char.IsControl);
        Assert.Equal("Golo\nman", JsonDocument.Parse(text).RootElement.GetProperty("nodes")[0].GetProperty("name").GetString());
    }
}
