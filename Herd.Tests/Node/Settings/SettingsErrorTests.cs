using Herd.Actors.Gossip;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Settings;

public class SettingsErrorTests : SettingsTestBase
{
    [Theory]
    [InlineData("akka.loglevel = LOUD", "akka.loglevel: expected one of OFF, ERROR, WARNING, INFO, DEBUG, found 'LOUD'")]
    [InlineData("herd.clint.idle-timeout = 5m", "herd.clint: no such setting; did you mean herd.client?")]
    [InlineData("herd.client.max-line-lenght = 1KiB", "herd.client.max-line-lenght: no such setting; did you mean herd.client.max-line-length?")]
    [InlineData("herd.max-line-length = 1KiB", "herd.max-line-length: no such setting; did you mean herd.client.max-line-length?")]
    [InlineData("herd.nodes.Ada.prot = 5", "herd.nodes.Ada.prot: no such setting; did you mean herd.nodes.Ada.host?")]
    [InlineData("herd.places.google.apikey = sesame", "herd.places.google.apikey: no such setting; did you mean herd.places.google.api-key?")]
    public void An_unknown_setting_names_the_nearest_known_one(string line, string error) =>
        Assert.Equal("test.conf: " + error, Refusal(Pair + line));

    [Fact]
    public void A_misspelt_setting_is_told_before_the_one_that_is_missing_for_it() =>
        Assert.Equal(
            "test.conf: herd.nodes.Ada.clientport: no such setting; did you mean herd.nodes.Ada.client-port?",
            Refusal("herd.nodes.Ada { clientport = 1, link-port = 2 }"));

    [Theory]
    [InlineData("herd.name = \"two words\"", "herd.name: expected a name of 1 to 100 characters without white space, found 'two words'")]
    [InlineData("herd.map.tiles = \"https://tiles.example.org/{z}/{x}.png\"", "herd.map.tiles: expected a URL with http or https and with {z}, {x} and {y}, or nothing for none, found 'https://tiles.example.org/{z}/{x}.png'")]
    [InlineData("herd.map.tiles = \"ftp://x/{z}/{x}/{y}\"", "herd.map.tiles: expected a URL with http or https and with {z}, {x} and {y}, or nothing for none, found 'ftp://x/{z}/{x}/{y}'")]
    [InlineData("herd.data-dir = \"\"", "herd.data-dir: expected a folder, found ''")]
    [InlineData("herd.client = 5", "herd.client: expected a section, as in client { … }, found '5'")]
    [InlineData("herd.client.max-line-length = 12 bananas", "herd.client.max-line-length: expected a size from 64B to 512KiB, found '12 bananas'")]
    [InlineData("herd.client.max-line-length = 63", "herd.client.max-line-length: expected a size from 64B to 512KiB, found '63'")]
    [InlineData("herd.client.max-line-length = 99999999999999999999EiB", "herd.client.max-line-length: expected a size from 64B to 512KiB, found '99999999999999999999EiB'")]
    [InlineData("herd.client.unknown-client-grace = soon", "herd.client.unknown-client-grace: expected a duration from 0ms to 60s, found 'soon'")]
    [InlineData("herd.client.unknown-client-grace = infinite", "herd.client.unknown-client-grace: expected a duration from 0ms to 60s, found 'infinite'")]
    [InlineData("herd.client.unknown-client-grace = null", "herd.client.unknown-client-grace: expected a duration from 0ms to 60s, found nothing")]
    [InlineData("herd.client.close-on-invalid = perhaps", "herd.client.close-on-invalid: expected on or off, found 'perhaps'")]
    [InlineData("herd.client.max-connections = many", "herd.client.max-connections: expected a whole number from 1 to 10000000, found 'many'")]
    [InlineData("herd.client.max-connections = 2.5", "herd.client.max-connections: expected a whole number from 1 to 10000000, found '2.5'")]
    [InlineData("herd.client.max-connections = 99999999999", "herd.client.max-connections: expected a whole number from 1 to 10000000, found '99999999999'")]
    [InlineData("herd.client.max-connections = [1, {}]", "herd.client.max-connections: expected a whole number from 1 to 10000000, found ['1', a section]")]
    [InlineData("herd.client.max-connections-per-addres = 5", "herd.client.max-connections-per-addres: no such setting; did you mean herd.client.max-connections-per-address?")]
    [InlineData("herd.client.max-connections-per-address = 0", "herd.client.max-connections-per-address: expected a whole number from 1 to 10000000, found '0'")]
    [InlineData("herd.client.max-id-length = 65KiB", "herd.client.max-id-length: expected a size from 1B to 64KiB, found '65KiB'")]
    [InlineData("herd.client.max-id-length = 0", "herd.client.max-id-length: expected a size from 1B to 64KiB, found '0'")]
    [InlineData("herd.client.max-ahead = -1s", "herd.client.max-ahead: expected a duration from 0ms to 876000h, found '-1s'")]
    [InlineData("herd.client.max-ahead = tomorrow", "herd.client.max-ahead: expected a duration from 0ms to 876000h, found 'tomorrow'")]
    [InlineData("herd.client.idle-timeout = -1s", "herd.client.idle-timeout: expected a duration from 0ms to 24h, found '-1s'")]
    [InlineData("herd.link.backoff { min = 2s, max = 1s }", "herd.link.backoff.max: expected a duration that isn't shorter than herd.link.backoff.min")]
    [InlineData("herd.link.secret = { a = sesame }", "herd.link.secret: expected a text, found a section or list")]
    [InlineData("herd.places.provider = bing", "herd.places.provider: expected embedded or google, found 'bing'")]
    [InlineData("herd.telemetry.otlp = localhost", "herd.telemetry.otlp: expected a URL with http or https, or nothing, found 'localhost'")]
    [InlineData("herd.telemetry.trace-ratio = half", "herd.telemetry.trace-ratio: expected a number from 0 to 1, found 'half'")]
    [InlineData("herd.places.google.base-url = \"ftp://example\"", "herd.places.google.base-url: expected a URL with http or https, or nothing for Google's own, found 'ftp://example'")]
    [InlineData("herd.storage.provider = oracle", "herd.storage.provider: expected sqlite or none, found 'oracle'")]
    [InlineData("herd.storage.ack = tape", "herd.storage.ack: expected memory or disk, found 'tape'")]
    [InlineData("herd.log.max-files = 0", "herd.log.max-files: expected a whole number from 1 to 1000, found '0'")]
    [InlineData("herd.nodes.Ada = 5", "herd.nodes.Ada: expected a section, as in Ada { … }, found '5'")]
    [InlineData("herd.nodes.Ada.host = \"no host\"", "herd.nodes.Ada.host: expected the name or address of a host, found 'no host'")]
    [InlineData("herd.nodes.Ada.client-port = 65536", "herd.nodes.Ada.client-port: expected a port from 1 to 65535, or 0 for any free one, found '65536'")]
    [InlineData("herd.nodes.Ada.client-port = -1", "herd.nodes.Ada.client-port: expected a port from 1 to 65535, or 0 for any free one, found '-1'")]
    [InlineData("herd.nodes.Cy { client-port = 5 }", "herd.nodes.Cy.link-port: expected a port from 1 to 65535, or 0 for any free one, found nothing; add it")]
    [InlineData("herd.nodes.Bo.http-port = 1", "herd.nodes.Bo.http-port: expected a port that nothing else has on 127.0.0.1, found 1, which is herd.nodes.Ada.client-port too")]
    [InlineData("herd.nodes.ADA { client-port = 5, link-port = 6 }", "herd.nodes.ADA: expected names that differ in more than case, for each node has a folder of its name; found Ada too")]
    [InlineData("herd.nodes.\"A B\" { client-port = 5, link-port = 6 }", "herd.nodes.A B: expected a node's name of letters, digits, '-', '_' and '.', a letter or digit first and last, at most 100, found 'A B'")]
    [InlineData("herd.nodes.\"..\" { client-port = 5, link-port = 6 }", "herd.nodes.\"..\": expected a node's name of letters, digits, '-', '_' and '.', a letter or digit first and last, at most 100, found '..'")]
    [InlineData("herd.links = Ada", "herd.links: expected auto, or a list of pairs of nodes, as in [[Goloman, Hands], [Hands, Wilkes]], found 'Ada'")]
    [InlineData("herd.links = [Ada, Bo]", "herd.links: expected auto, or a list of pairs of nodes, as in [[Goloman, Hands], [Hands, Wilkes]], found 'Ada' in it")]
    [InlineData("herd.links = [[Ada]]", "herd.links: expected auto, or a list of pairs of nodes, as in [[Goloman, Hands], [Hands, Wilkes]], found ['Ada'] in it")]
    [InlineData("herd.links = [[Ada, Boo]]", "herd.links: ['Ada', 'Boo']: there is no node 'Boo'; did you mean Bo?")]
    [InlineData("herd.links = [[Ada, Ada]]", "herd.links: ['Ada', 'Ada']: a node can't have a link with itself; take it out")]
    public void A_wrong_value_is_told_with_what_was_expected_and_what_was_found(string line, string error) =>
        Assert.Equal("test.conf: " + error, Refusal(Pair + line));

    [Theory]
    [InlineData("")]
    [InlineData("herd { }")]
    [InlineData("herd.nodes { }")]
    public void A_herd_without_nodes_is_refused(string hocon) => Assert.Equal(
        "test.conf: herd.nodes: expected at least one node, found none; add one, as in nodes { Goloman { client-port = 12000, link-port = 12100 } }",
        Refusal(hocon));

    [Fact]
    public void What_is_no_HOCON_is_told_on_one_line() =>
        Assert.StartsWith("test.conf: not HOCON: ", Refusal("herd {\n  name = \"x\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("::")]
    [InlineData("::0")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("")]
    public void A_host_that_nobody_can_be_reached_at_is_told_with_bind(string host)
    {
        var error = $"herd.nodes.Ada.host: expected the name or address that others reach the node at, found '{host}'; to listen on all addresses set bind";

        Assert.Equal("test.conf: " + error, Refusal($"{Pair}herd.nodes.Ada.host = \"{host}\""));
        var joining = new Joining("Ada", "10.0.0.1", new Neighbour("", "10.0.0.2", 12100));
        Assert.Equal("--set: " + error, Assert.Throws<SettingsException>(() => HerdSettings.Load(null, [$"herd.nodes.Ada.host={host}"], [], joining)).Message);
    }

    [Fact]
    public void Control_characters_of_a_value_are_not_printed()
    {
        var refusal = Refusal(Pair + "herd.storage.ack = \"\\u001b[31m\\nred\"");

        Assert.Equal("test.conf: herd.storage.ack: expected memory or disk, found '\\x1B[31m red'", refusal);
    }

    [Fact]
    public void A_value_of_a_page_is_cut() =>
        Assert.Equal(
            $"test.conf: herd.storage.ack: expected memory or disk, found '{new string('x', 60)}…'",
            Refusal($"{Pair}herd.storage.ack = {new string('x', 5000)}"));

    [Fact]
    public void A_file_that_is_not_there_is_told_with_the_nearest_shipped_herd()
    {
        var refusal = Assert.Throws<SettingsException>(() => HerdSettings.Load("golomann", [], []));

        Assert.StartsWith("--herd golomann: there is no such file, and no shipped herd of that name; did you mean goloman? (shipped: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_herd_file()
    {
        var folder = Path.GetTempPath();

        var refusal = Assert.Throws<SettingsException>(() => HerdSettings.Load(folder, [], []));

        Assert.Equal($"--herd {folder}: expected a file, found a folder", refusal.Message);
    }
}
