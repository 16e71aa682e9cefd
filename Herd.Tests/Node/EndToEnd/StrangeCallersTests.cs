using System.Net;
using System.Net.Sockets;
using System.Text;
using Herd.Node.Hosting;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Who calls on the ports between nodes and is no node: the herd serves on, and its operator reads of it once.</summary>
[Collection(ProcessTests.Name)]
public sealed class StrangeCallersTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly byte[] Noise = [.. Enumerable.Range(0, 300).Select(i => (byte)(255 - (i * 7)))];

    private readonly TemporaryFolder _folder = new();
    private readonly ProcessHerd _herd;

    public StrangeCallersTests() => _herd = new ProcessHerd(_folder.Write("pair.conf", """
        herd {
          name = pair
          nodes {
            Ada { client-port = 1, link-port = 2, cluster-port = 3, http-port = 4 }
            Bo { client-port = 5, link-port = 6, cluster-port = 7, http-port = 8 }
          }
          links = [[Ada, Bo]]
        }
        """));

    public void Dispose()
    {
        _herd.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("cluster-port", "doesn't speak the protocol")]
    [InlineData("link-port", "doesn't speak the protocol of links")]
    public async Task Garbage_HTTP_and_client_commands_are_closed_and_told_of_once(string port, string told)
    {
        _herd.StartAll();
        await _herd.AwaitMembersAsync(["Ada", "Bo"], All(2));

        for (var i = 0; i < 3; i++)
        {
            await CallAsync(port, "GET / HTTP/1.1\r\nHost: ada\r\n\r\n"u8.ToArray());
            await CallAsync(port, Encoding.Latin1.GetBytes(HerdClient.Iamat("kiwi") + "\n"));
            await CallAsync(port, Noise);
        }

        await ErrorSays(told);
        await AssertUnharmed();
        var lines = _herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // One for each reason; noise may be another one than text.
        Assert.InRange(lines.Length, 1, 2);
        Assert.Single(lines, line => line.Contains(told, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Contains("127.0.0.1", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("cluster-port")]
    [InlineData("link-port")]
    public async Task A_scanner_that_connects_and_leaves_is_not_told_of(string port)
    {
        _herd.StartAll();
        await _herd.AwaitMembersAsync(["Ada", "Bo"], All(2));

        for (var i = 0; i < 20; i++)
        {
            using var scanner = new TcpClient();
            await scanner.ConnectAsync(IPAddress.Loopback, _herd.PortOf("Ada", port));
            // Half of them with a reset.
            if (i % 2 == 0)
                scanner.Client.LingerState = new LingerOption(true, 0);
        }

        // What comes after it is told of: so was what came before, if it was.
        await CallAsync(port, "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await ErrorSays("127.0.0.1");
        await AssertUnharmed();
        Assert.Single(_herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Says something, and reads until the node closes.</summary>
    private async Task CallAsync(string port, byte[] bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var caller = new TcpClient();
        await caller.ConnectAsync(IPAddress.Loopback, _herd.PortOf("Ada", port), patience.Token);
        try
        {
            await caller.GetStream().WriteAsync(bytes, patience.Token);
            var answer = new byte[1024];
            while (await caller.GetStream().ReadAsync(answer, patience.Token) > 0)
            {
                // It may say why.
            }
        }
        catch (IOException)
        {
            // Reset: closed too.
        }
    }

    private async Task ErrorSays(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!_herd["Ada"].Error.Contains(text, StringComparison.Ordinal))
            await Task.Delay(50, patience.Token);
    }

    private async Task AssertUnharmed()
    {
        await _herd.AwaitMembersAsync(["Ada", "Bo"], All(2));
        using var ada = await _herd.ConnectAsync("Ada");
        await _herd.AssertKnowsAsync("Bo", "after", await ProcessHerd.WriteAsync(ada, "after", 10));
    }

    private static Func<IReadOnlyList<StatusReport.Member>, bool> All(int count) =>
        members => members.Count == count && members.All(member => member is { State: "up", Reachable: true });
}
