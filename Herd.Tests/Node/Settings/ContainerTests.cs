using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Herd.Actors.Gossip;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Settings;

/// <summary>The image's scripts <c>join</c> and <c>healthy</c>.</summary>
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

    [Theory]
    [InlineData("12303 --herd compose", "OTHER", "health --at 127.0.0.1:12303 --herd compose")]
    [InlineData("12303", "HERD__TLS__DIR", "health --at 127.0.0.1:12303 --herd compose")]
    [InlineData("", "HERD__HTTP__TLS", "health --at 127.0.0.1:12300 --herd compose")]
    public async Task A_container_with_TLS_has_herd_ask_for_its_health(string arguments, string variable, string asked)
    {
        WriteProgram("herd", "echo \"$@\" >&2");

        var (exitCode, _, error) = await RunAsync("bash", "healthy", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), variable);

        Assert.Equal((0, asked + "\n"), (exitCode, error));
    }

    [Theory]
    [InlineData("200 OK", 0)]
    [InlineData("503 Service Unavailable", 1)]
    public async Task A_container_without_TLS_asks_by_itself(string status, int expected)
    {
        using var node = new TcpListener(IPAddress.Loopback, 0);
        node.Start();
        var answering = Task.Run(async () =>
        {
            using var asking = await node.AcceptTcpClientAsync();
            await using var stream = asking.GetStream();
            await new StreamReader(stream).ReadLineAsync();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n\r\n"));
        });

        var (exitCode, _, _) = await RunAsync("bash", "healthy", [$"{((IPEndPoint)node.LocalEndpoint).Port}"], "OTHER");

        Assert.Equal(expected, exitCode);
        await answering;
    }

    /// <summary>The arguments that the script passes to herd.</summary>
    private async Task<string[]> JoinAsync(string host, params string[] arguments)
    {
        WriteProgram("hostname", $"echo {host}");
        WriteProgram("herd", "printf '%s\\n' \"$@\"");
        var (_, output, _) = await RunAsync("sh", "join", arguments, "OTHER");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string shell, string program, string[] arguments, string variable)
    {
        var script = _folder.Write(program, ReadScript(program));
        var start = new ProcessStartInfo(shell, [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder.Path}:{start.Environment["PATH"]}";
        start.Environment[variable] = "on";
        using var run = Process.Start(start)!;
        var (output, error) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync();
        return (run.ExitCode, await output, await error);
    }

    private void WriteProgram(string name, string body)
    {
        var path = _folder.Write(name, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string ReadScript(string program)
    {
        using var stream = typeof(ContainerTests).Assembly.GetManifestResourceStream(program)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
