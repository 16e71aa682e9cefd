using System.Net;
using System.Net.Sockets;
using System.Text;
using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>Strangers call on ports between nodes: the herd keeps serving, and reports each reason once.</summary>
[Collection(ProcessTests.Name)]
public sealed class StrangeCallersTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly byte[] Noise = [.. Enumerable.Range(0, 300).Select(i => (byte)(255 - (i * 7)))];

    private readonly ProcessHerd _herd = new(ProcessHerd.Pair);

    public void Dispose() => _herd.Dispose();

    [Theory]
    [InlineData("cluster-port", "doesn't speak the TLS of cluster ports")]
    [InlineData("link-port", "doesn't speak the protocol of links")]
    public async Task Garbage_HTTP_and_client_commands_are_closed_and_told_of_once(string port, string told)
    {
        _herd.StartAll();
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);

        for (var i = 0; i < 3; i++)
        {
            await CallAsync(port, "GET / HTTP/1.1\r\nHost: ada\r\n\r\n"u8.ToArray());
            await CallAsync(port, Encoding.Latin1.GetBytes(HerdClient.Iamat("kiwi") + "\n"));
            await CallAsync(port, Noise);
        }

        await _herd["Ada"].AwaitErrorAsync(told);
        await _herd.AssertUnharmedAsync();
        var lines = _herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // One for each reason; noise may have another reason than text.
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
        await _herd.Statuses.AwaitMembersAsync(["Ada", "Bo"], 2);

        for (var i = 0; i < 20; i++)
        {
            using var scanner = new TcpClient();
            await scanner.ConnectAsync(IPAddress.Loopback, _herd.PortOf("Ada", port));
            if (i % 2 == 0)
                scanner.Client.LingerState = new LingerOption(true, 0);
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal("", _herd["Ada"].Error);
        // What is told is about this call.
        await CallAsync(port, "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await _herd["Ada"].AwaitErrorAsync("127.0.0.1");
        await _herd.AssertUnharmedAsync();
        Assert.Single(_herd["Ada"].Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

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
            }
        }
        catch (IOException)
        {
        }
    }
}
