using Herd.Actors.Gossip;
using Herd.Actors.Storage;
using Xunit;

namespace Herd.Tests.Node.Settings;

public class OverrideTests : SettingsTestBase
{
    [Fact]
    public void The_command_line_beats_the_environment_and_that_beats_the_file()
    {
        const string Hocon = Pair + "herd { name = file, client.max-connections = 1 }";

        Assert.Equal("file", Load(Hocon).Name);
        Assert.Equal("variable", Load(Hocon, [], ("HERD__NAME", "variable")).Name);
        var herd = Load(Hocon, ["herd.name=first", "herd.name=last"], ("HERD__NAME", "variable"));
        Assert.Equal("last", herd.Name);
        Assert.Equal(1, herd.Client.MaxConnections);
    }

    [Theory]
    [InlineData("HERD__PLACES__GOOGLE__API_KEY")]
    [InlineData("herd__places__google__api_key")]
    [InlineData("Herd__Places__Google__Api_Key")]
    public void A_variable_has_two_underscores_between_names_and_one_for_a_hyphen(string variable) =>
        Assert.Equal("sesame", Load(Pair, [], (variable, "sesame")).Places.Google.ApiKey);

    [Fact]
    public void A_variable_finds_a_node_by_its_name_whatever_its_case()
    {
        const string Hocon = """herd.nodes { Ada { client-port = 1, link-port = 2 } "b-o.x" { client-port = 3, link-port = 4 } }""";

        var herd = Load(Hocon, [], ("HERD__NODES__ADA__CLIENT_PORT", "11"), ("HERD__NODES__B_O_X__HOST", "bo"));

        Assert.Equal(11, herd.Nodes[0].ClientPort);
        Assert.Equal("bo", herd.Nodes[1].Host);
    }

    [Fact]
    public void A_node_whose_name_has_a_dot_is_set_in_quotation_marks() =>
        Assert.Equal(7, Load("""herd.nodes."b.o" { client-port = 3, link-port = 4 }""", ["""herd.nodes."b.o".client-port=7"""]).Nodes[0].ClientPort);

    [Theory]
    [InlineData("a=b")]
    [InlineData("${x} # \"quoted\" \\ // {")]
    [InlineData("[not a list")]
    [InlineData("{")]
    [InlineData("")]
    public void A_secret_is_taken_as_it_is(string secret)
    {
        Assert.Equal(secret, Load(Pair, [$"herd.link.secret={secret}"]).Link.Secret);
        Assert.Equal(secret, Load(Pair, [], ("HERD__LINK__SECRET", secret)).Link.Secret);
    }

    [Theory]
    [InlineData("x\"\nherd.storage.ack = disk\n\"")]
    [InlineData("x\nherd.storage.ack = disk")]
    [InlineData("x, herd.storage.ack = disk")]
    [InlineData("x } herd.storage.ack = disk {")]
    [InlineData("\"\"\" herd.storage.ack = disk \"\"\"")]
    [InlineData("${herd.storage.ack}")]
    [InlineData("x # y")]
    [InlineData("x // y")]
    [InlineData("x\\")]
    [InlineData("\\u0022")]
    [InlineData("include \"goloman.conf\"")]
    [InlineData("a\0b\tc\u2028d é")]
    public void A_text_is_one_text_whatever_it_looks_like(string value)
    {
        foreach (var herd in new[] { Load(Pair, [$"herd.data-dir={value}"]), Load(Pair, [], ("HERD__DATA_DIR", value)) })
        {
            Assert.Equal(value.Trim(), herd.DataDirectory);
            Assert.Equal(StorageAck.Memory, herd.Storage.Ack);
            Assert.Equal(2, herd.Nodes.Count);
        }
    }

    [Theory]
    [InlineData("[]\nherd.storage.ack = disk")]
    [InlineData("[], herd.storage.ack = disk")]
    [InlineData("[] }")]
    [InlineData("[] herd.storage.ack = disk")]
    [InlineData("[\"Ada")]
    [InlineData("[${herd.links}]")]
    public void A_list_that_is_more_than_one_or_less_is_refused(string value) =>
        Assert.StartsWith("--set: herd.links: expected a list or section in HOCON; ", Refusal(Pair, [$"herd.links={value}"]), StringComparison.Ordinal);

    [Theory]
    [InlineData("herd.\nakka.loglevel=LOUD")]
    [InlineData("herd.a{b=1")]
    [InlineData("herd.a # b=1")]
    [InlineData("herd.a\\u0022=1")]
    public void A_name_of_strange_characters_is_no_other_setting(string set) =>
        Assert.Contains(": no such setting; did you mean ", Refusal(Pair, [set]), StringComparison.Ordinal);

    [Fact]
    public void A_list_or_section_is_read_as_HOCON()
    {
        Assert.Empty(Assert.IsType<LinkPlan.Pairs>(Load(Pair, ["herd.links=[]"]).Links).Links);
        Assert.Equal(3, Load(Pair, [], ("HERD__CLIENT", "{ max-connections = 3 }")).Client.MaxConnections);
    }

    [Fact]
    public void Akka_is_set_from_the_command_line_too() =>
        Assert.Equal("DEBUG", Load(Pair, ["akka.loglevel=DEBUG"]).Akka.GetString("akka.loglevel"));

    [Fact]
    public void Other_variables_mean_nothing() => Load(Pair, [], ("HERD", "x"), ("HERD_NAME", "x"), ("SHEPHERD__NAME", "x"));

    [Theory]
    [InlineData("HERD__CLIENT__IDLE_TIMOUT", "5m", "environment variable HERD__CLIENT__IDLE_TIMOUT: herd.client.idle-timout: no such setting; did you mean HERD__CLIENT__IDLE_TIMEOUT (herd.client.idle-timeout)?")]
    [InlineData("HERD__CLINT__IDLE_TIMEOUT", "5m", "environment variable HERD__CLINT__IDLE_TIMEOUT: herd.clint: no such setting; did you mean HERD__CLIENT (herd.client)?")]
    [InlineData("HERD__CLIENT__IDLE_TIMEOUT", "soon", "environment variable HERD__CLIENT__IDLE_TIMEOUT: herd.client.idle-timeout: expected a duration from 0ms to 24h, found 'soon'")]
    [InlineData("HERD__NODES__ADDA__HOST", "x", "environment variable HERD__NODES__ADDA__HOST: the herd file has no node 'adda'; did you mean ADA?")]
    [InlineData("HERD__NODES__ADA__HSOT", "x", "environment variable HERD__NODES__ADA__HSOT: herd.nodes.Ada.hsot: no such setting; did you mean HERD__NODES__ADA__HOST (herd.nodes.Ada.host)?")]
    [InlineData("HERD__", "x", "environment variable HERD__: no such setting; expected names with two underscores between them, as in HERD__CLIENT__IDLE_TIMEOUT")]
    [InlineData("HERD__LINKS", "[[Ada", "environment variable HERD__LINKS: herd.links: expected a list or section in HOCON; ")]
    public void A_wrong_variable_is_told_by_its_name(string variable, string value, string error) =>
        Assert.StartsWith(error, Refusal(Pair, [], (variable, value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("herd.client.idle-timout=5m", "--set: herd.client.idle-timout: no such setting; did you mean herd.client.idle-timeout?")]
    [InlineData("herd.client.idle-timeout=soon", "--set: herd.client.idle-timeout: expected a duration from 0ms to 24h, found 'soon'")]
    [InlineData("herd.name", "--set herd.name: expected PATH=VALUE, as in --set herd.client.idle-timeout=5m")]
    [InlineData("herd..name=x", "--set herd..name: expected PATH=VALUE, as in --set herd.client.idle-timeout=5m")]
    [InlineData("=x", "--set : expected PATH=VALUE, as in --set herd.client.idle-timeout=5m")]
    [InlineData("client.idle-timeout=5m", "--set client.idle-timeout: expected a path that begins with herd or akka, as in herd.client.idle-timeout")]
    public void A_wrong_option_is_told_by_its_path(string set, string error) => Assert.Equal(error, Refusal(Pair, [set]));

    [Theory]
    [InlineData("HERD__PLACES__GOOGLE__APIKEY")]
    [InlineData("HERD__LINK__SECRETT")]
    public void A_secret_in_a_misspelt_variable_is_not_printed(string variable) =>
        Assert.DoesNotContain("sesame", Refusal(Pair, [], (variable, "sesame")), StringComparison.Ordinal);
}
