using System.Diagnostics;
using Herd.Actors.Gossip;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Settings;

/// <summary>The image's program <c>join</c>.</summary>
public sealed class ContainerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("more-1")]
    [InlineData("more-1.example.com")]
    public async Task A_container_joins_under_its_hosts_name(string host)
    {
        var arguments = await JoinAsync(host, "goloman:12100", "--herd", "compose");

        Assert.Equal(["node", host, "--join", "goloman:12100"], arguments[..4]);
        Assert.Equal(["--herd", "compose"], arguments[^2..]);
        var sets = arguments[4..^2].Where(argument => argument != "--set").ToList();
        var node = HerdSettings.Load("compose", sets, [], new Joining(host, "10.0.0.9", new Neighbour("", "goloman", 12100))).FindNode(host);
        Assert.Equal(new NodeSettings(host, "10.0.0.9", "0.0.0.0", 12000, 12100, 12200, 12300), node);
    }

    /// <summary>What it calls herd with.</summary>
    private async Task<string[]> JoinAsync(string host, params string[] arguments)
    {
        WriteProgram("hostname", $"echo {host}");
        WriteProgram("herd", "printf '%s\\n' \"$@\"");
        var script = _folder.Write("join", ReadScript());
        var start = new ProcessStartInfo("sh", [script, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_folder.Path}:{start.Environment["PATH"]}";
        using var join = Process.Start(start)!;
        var output = await join.StandardOutput.ReadToEndAsync();
        await join.WaitForExitAsync();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void WriteProgram(string name, string body)
    {
        var path = _folder.Write(name, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string ReadScript()
    {
        using var stream = typeof(ContainerTests).Assembly.GetManifestResourceStream("join")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
