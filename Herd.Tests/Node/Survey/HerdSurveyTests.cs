using System.Net;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Herd.Node.Survey;
using Xunit;
using static Herd.Tests.Node.Survey.Reports;

namespace Herd.Tests.Node.Survey;

public sealed class HerdSurveyTests : IDisposable
{
    private const int Goloman = 1000;
    private const int Hands = 1001;
    private const int Ball = 1002;
    private const int Ada = 1003;

    private readonly FakeHttp _network = new();
    private readonly NodeHttp _http;

    public HerdSurveyTests() => _http = new NodeHttp(_network);

    public void Dispose()
    {
        _http.Dispose();
        _network.Dispose();
    }

    [Fact]
    public async Task All_nodes_of_the_file_are_asked_and_stand_in_its_order()
    {
        _network.Put(Goloman, Member("Goloman"));
        _network.Put(Hands, Member("Hands"));

        var overview = await AskAsync(OfFile(("Hands", Hands), ("Goloman", Goloman), ("Welsh", 9)));

        Assert.Equal([("Hands", true, null), ("Goloman", true, null), ("Welsh", true, "Connection refused (127.0.0.1:9)")], Rows(overview));
        Assert.Equal([9, Goloman, Hands], _network.Asked.Order());
        Assert.Equal("goloman", overview.Herd);
    }

    [Fact]
    public async Task Members_of_no_file_are_asked_too_those_whom_they_know_included_and_stand_behind_by_name()
    {
        _network.Put(Goloman, Seeing("Goloman", ("Goloman", Goloman), ("Ball", Ball)));
        _network.Put(Ball, Seeing("Ball", ("Ada", Ada), ("Goloman", Goloman)));
        _network.Put(Ada, Member("Ada"));

        var overview = await AskAsync(OfFile(("Goloman", Goloman)));

        Assert.Equal([("Goloman", true, null), ("Ada", false, null), ("Ball", false, null)], Rows(overview));
        Assert.Equal([Goloman, Ball, Ada], _network.Asked);
    }

    [Fact]
    public async Task A_member_that_does_not_answer_has_a_row()
    {
        _network.Put(Goloman, Seeing("Goloman", ("Goloman", Goloman), ("Ball", Ball)));

        var overview = await AskAsync(OfFile(("Goloman", Goloman)));

        Assert.Equal([("Goloman", true, null), ("Ball", false, "Connection refused (127.0.0.1:1002)")], Rows(overview));
        Assert.Equal("up", overview.Nodes[1].State);
    }

    [Fact]
    public async Task A_node_whose_port_the_file_does_not_tell_is_asked_where_the_others_have_it()
    {
        _network.Put(Goloman, Seeing("Goloman", ("Goloman", Goloman), ("Hands", Hands)));
        _network.Put(Hands, Member("Hands"));

        Assert.Equal([("Goloman", true, null), ("Hands", true, null)], Rows(await AskAsync(OfFile(("Goloman", Goloman), ("Hands", 0)))));
    }

    [Fact]
    public async Task A_port_that_nobody_tells_is_an_error() =>
        Assert.Equal(
            [("Goloman", true, "its http-port is 0, any free one, and no node tells which")],
            Rows(await AskAsync(OfFile(("Goloman", 0)))));

    [Fact]
    public async Task A_node_that_moved_is_asked_where_the_others_have_it()
    {
        _network.Put(Goloman, Seeing("Goloman", ("Hands", Hands)));
        _network.Put(Hands, Member("Hands"));

        Assert.Equal([("Goloman", true, null), ("Hands", true, null)], Rows(await AskAsync(OfFile(("Goloman", Goloman), ("Hands", 9)))));
    }

    [Fact]
    public async Task A_node_of_another_herd_is_none_of_this_one()
    {
        _network.Put(Goloman, Member("Goloman"));
        _network.Put(Hands, Member("Hands") with { Herd = "alford", Digest = "0000000000000000" });

        var overview = await AskAsync(OfFile(("Goloman", Goloman), ("Hands", Hands)));

        Assert.Equal([("Goloman", true, null), ("Hands", true, "Hands of herd alford answers at 127.0.0.1:1001")], Rows(overview));
        Assert.Equal(new Stranger("Hands", "alford"), overview.Nodes[1].Answer.Stranger);
    }

    [Fact]
    public async Task Another_node_of_the_herd_is_told()
    {
        _network.Put(Hands, Member("Welsh"));

        Assert.Equal([("Hands", true, "Welsh answers at 127.0.0.1:1001")], Rows(await AskAsync(OfFile(("Hands", Hands)))));
    }

    [Theory]
    [InlineData("", "answers something else than a node of this version")]
    [InlineData("null", "answers nothing")]
    [InlineData("<html>", "answers something else than a node of this version")]
    [InlineData("""{"node":"Goloman"}""", "answers something else than a node of this version")]
    [InlineData("""{"node":"Goloman","herd":"goloman","standing":"member","connections":0,"clients":0,"digest":"00","vector":{},"links":[],"members":null}""", "answers something else than a node of this version")]
    public async Task What_is_no_report_is_told(string text, string error)
    {
        _network.Put(Goloman, text);

        var row = Assert.Single(Rows(await AskAsync(OfFile(("Goloman", Goloman)))));

        Assert.StartsWith(error, row.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_HTTP_error_is_told()
    {
        _network.Put(Goloman, HttpStatusCode.ServiceUnavailable);

        Assert.Equal([("Goloman", true, "answers 503 Service Unavailable")], Rows(await AskAsync(OfFile(("Goloman", Goloman)))));
    }

    [Fact]
    public async Task An_answer_that_takes_too_long_is_told()
    {
        _network.Put(Goloman, () => throw new TaskCanceledException());

        Assert.Equal([("Goloman", true, "no answer for 2 s")], Rows(await AskAsync(OfFile(("Goloman", Goloman)))));
    }

    [Fact]
    public async Task One_node_is_enough_to_begin_with()
    {
        _network.Put(Goloman, Seeing("Goloman", ("Goloman", Goloman), ("Ball", Ball)));
        _network.Put(Ball, Seeing("Ball", ("Goloman", Goloman), ("Ball", Ball)));

        var overview = await AskAsync(At(Goloman));

        Assert.Equal("goloman", overview.Herd);
        Assert.Equal([("Ball", false, null), ("Goloman", false, null)], Rows(overview));
        Assert.Equal([Goloman, Ball], _network.Asked);
    }

    [Fact]
    public async Task Nobody_to_begin_with_is_told_with_the_address()
    {
        var survey = At(Goloman);

        Assert.Equal([("127.0.0.1:1000", false, "Connection refused (127.0.0.1:1000)")], Rows(await AskAsync(survey)));

        _network.Put(Goloman, Member("Goloman", "Goloman"));
        Assert.Equal([("Goloman", false, null)], Rows(await AskAsync(survey)));
    }

    [Fact]
    public async Task A_row_keeps_its_place_when_others_come_and_go()
    {
        _network.Put(Goloman, Seeing("Goloman", ("Ball", Ball)));
        _network.Put(Ball, Member("Ball"));
        var survey = OfFile(("Hands", Hands), ("Goloman", Goloman));
        Assert.Equal(["Hands", "Goloman", "Ball"], Rows(await AskAsync(survey)).Select(row => row.Name));

        _network.Put(Goloman, Seeing("Goloman", ("Ada", Ada), ("Ball", Ball)));
        _network.Put(Hands, Member("Hands"));
        Assert.Equal(["Hands", "Goloman", "Ball", "Ada"], Rows(await AskAsync(survey)).Select(row => row.Name));

        _network.Put(Goloman, Seeing("Goloman", ("Ada", Ada)));
        _network.Remove(Ball);
        _network.Remove(Hands);
        Assert.Equal(["Hands", "Goloman", "Ada"], Rows(await AskAsync(survey)).Select(row => row.Name));
    }

    [Fact]
    public async Task A_node_of_no_file_is_asked_again_when_all_of_the_file_are_silent()
    {
        _network.Put(Goloman, Seeing("Goloman", ("Goloman", Goloman), ("Ball", Ball)));
        _network.Put(Ball, Seeing("Ball", ("Goloman", Goloman), ("Ball", Ball)));
        var survey = OfFile(("Goloman", Goloman));
        await AskAsync(survey);

        _network.Remove(Goloman);
        Assert.Equal([("Goloman", true, "Connection refused (127.0.0.1:1000)"), ("Ball", false, null)], Rows(await AskAsync(survey)));

        _network.Remove(Ball);
        Assert.Equal(["Goloman", "Ball"], Rows(await AskAsync(survey)).Select(row => row.Name));
    }

    private static StatusReport Seeing(string name, params (string Name, int Port)[] members) =>
        Member(name) with { Members = [.. members.Select(member => Seen(member.Name, httpPort: member.Port))] };

    private static IEnumerable<(string Name, bool IsInFile, string? Error)> Rows(HerdOverview overview) =>
        overview.Nodes.Select(node => (node.Name, node.Answer.IsInFile, node.Answer.Error));

    private static Task<HerdOverview> AskAsync(HerdSurvey survey) => survey.AskAsync(CancellationToken.None);

    private HerdSurvey At(int port) => HerdSurvey.At(_http, new NodeAddress(null, "127.0.0.1", port));

    private HerdSurvey OfFile(params (string Name, int Port)[] nodes)
    {
        var settings = HerdSettings.Load("goloman", [], []);
        return HerdSurvey.Of(_http, settings with
        {
            Nodes = [.. nodes.Select(node => new NodeSettings(node.Name, "127.0.0.1", "127.0.0.1", 1, 2, 3, node.Port))],
        });
    }
}
