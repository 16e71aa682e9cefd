using Herd.Bench.Processes;
using Xunit;

namespace Herd.Tests.Node.Commands;

[Collection(ProcessTests.Name)]
public sealed class TransferCommandTests : IDisposable
{
    private const string Two =
        """
        {"id":"ada","lat":1.5,"lon":2.5,"time":10,"attributes":{"name":"Ada"}}
        {"id64":"/w==","lat":-1.5,"lon":-2.5,"time":11.25}

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_one_herd_exports_another_imports()
    {
        await using var from = await RunningHerd.StartOneAsync();
        await using var to = await RunningHerd.StartOneAsync();
        var file = _folder.Write("two.ndjson", Two);

        Assert.Equal((0, $"{Of(from)}: 2 accepted, 0 stale, 0 refused\n", ""), await RunAsync("import", file, "--at", Of(from)));
        using var pipe = HerdProcess.StartInShell(_folder, $"dotnet \"$@\" | dotnet \"$1\" import --at {Of(to)}", "export", "--at", Of(from));
        Assert.Equal(0, await pipe.WaitForExitAsync());
        Assert.Equal(($"{Of(to)}: 2 accepted, 0 stale, 0 refused\n", ""), (pipe.Output, pipe.Error));
        var (exitCode, exported, error) = await RunAsync("export", "--at", Of(to));
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(Sorted(Two), Sorted(exported));
        Assert.Equal((0, $"{Of(to)}: 0 accepted, 2 stale, 0 refused\n", ""), await RunAsync("import", file, "--at", Of(to)));
    }

    [Fact]
    public async Task What_is_refused_is_told_and_the_exit_code_is_1()
    {
        await using var node = await RunningHerd.StartOneAsync();
        var file = _folder.Write("bad.ndjson", "x\n" + Two + string.Concat(Enumerable.Repeat("{}\n", 12)));

        var (exitCode, output, error) = await RunAsync("import", file, "--at", Of(node));

        Assert.Equal((1, $"{Of(node)}: 2 accepted, 0 stale, 13 refused\n"), (exitCode, output));
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.Equal("herd: 1: expected a JSON object on one line, found 'x'", lines[0]);
        Assert.Equal("herd: 4: expected a string as id, found none", lines[1]);
        Assert.Equal("herd: and 3 more", lines[^1]);
    }

    [Fact]
    public async Task A_geojson_file_is_known_by_its_name()
    {
        await using var node = await RunningHerd.StartOneAsync();
        var file = _folder.Write("one.geojson", """{"type":"FeatureCollection","features":[{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}]}""");

        Assert.Equal((0, $"{Of(node)}: 1 accepted, 0 stale, 0 refused\n", ""), await RunAsync("import", file, "--at", Of(node)));
        Assert.Equal(
            (1, "", $"herd: the import failed: {Of(node)}: expected a GeoJSON FeatureCollection, found no object; of the reports before it, 0 were accepted, 0 stale and 0 refused\n"),
            await RunAsync("import", _folder.Write("no.json", "[]"), "--at", Of(node)));
    }

    [Fact]
    public async Task A_node_that_can_not_be_reached_is_passed_over()
    {
        await using var node = await RunningHerd.StartOneAsync();
        var (nobody, herd) = (FreePorts.Take(), _folder.PathOf("two.conf"));
        File.WriteAllText(herd, $$"""
            herd.nodes.Ada { client-port = 0, link-port = 0, http-port = {{nobody}} }
            herd.nodes.Bo { client-port = 0, link-port = 0, http-port = 0 }
            herd.nodes.Goloman { client-port = 0, link-port = 0, http-port = {{node.HttpOf("Goloman").Port}} }
            """);

        var (exitCode, output, _) = await RunAsync("import", _folder.Write("two.ndjson", Two), "--herd", herd);
        Assert.Equal((0, $"{Of(node)}: 2 accepted, 0 stale, 0 refused\n"), (exitCode, output));
        Assert.Equal(
            (1, "", $"herd: the export failed: 127.0.0.1:{nobody}: Connection refused (127.0.0.1:{nobody})\n"), await RunAsync("export", "--at", $"127.0.0.1:{nobody}"));
    }

    [Theory]
    [InlineData("HERD_KEY", "jane:jane-0123456789a", 1)]
    [InlineData("HERD_KEY", "all:all-0123456789ab", 0)]
    [InlineData("HERD__LINK__SECRET", FakeNode.Secret, 0)]
    [InlineData("OTHER", "x", 1)]
    public async Task A_node_that_asks_for_a_key_is_shown_it_before_the_body_is_sent(string variable, string value, int exitCode)
    {
        await using var node = await RunningHerd.StartOneAsync(
            $"herd.link.secret={FakeNode.Secret}",
            "herd.access.keys.all.secret=all-0123456789ab", "herd.access.keys.all.may=[report,read]",
            "herd.access.keys.jane.secret=jane-0123456789a", "herd.access.keys.jane.may=[read]");

        using var import = HerdProcess.Start(_folder, new Dictionary<string, string> { [variable] = value }, "import", _folder.Write("two.ndjson", Two), "--at", Of(node));

        Assert.Equal(exitCode, await import.WaitForExitAsync());
        if (exitCode == 0)
            Assert.Equal(($"{Of(node)}: 2 accepted, 0 stale, 0 refused\n", ""), (import.Output, import.Error));
        else
            Assert.Matches(@"\Aherd: the import failed: 127\.0\.0\.1:\d+: expected a key that may report .*\n\z", import.Error);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_and_the_exit_code_is_2() =>
        Assert.Equal((2, "", $"herd: Could not find file '{_folder.PathOf("none")}'\n"), await RunAsync("import", _folder.PathOf("none"), "--at", "127.0.0.1:1"));

    private static string Of(RunningHerd herd) => herd.HttpOf("Goloman").Authority;

    private static string[] Sorted(string lines) => [.. lines.Split('\n').Order(StringComparer.Ordinal)];

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => HerdProcess.RunAsync(_folder, arguments);
}
