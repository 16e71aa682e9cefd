using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Herd.Actors.Storage;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public sealed class PatienceTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    private readonly Socket _predecessor = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly TemporaryFolder _folder = new();
    private readonly int _port;

    public PatienceTests()
    {
        _predecessor.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _predecessor.Listen();
        _port = ((IPEndPoint)_predecessor.LocalEndPoint!).Port;
    }

    public void Dispose()
    {
        _predecessor.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("client")]
    [InlineData("link")]
    [InlineData("cluster")]
    [InlineData("http")]
    public async Task A_port_that_is_held_for_a_moment_is_waited_for(string port)
    {
        var opening = NodePorts.OpenAsync(NodeWith(port), EarlierPorts.None, new Patience(Long, default));
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(opening.IsCompleted);

        _predecessor.Dispose();

        using var ports = await opening;
        Assert.Equal(_port, new[] { ports.Clients, ports.Links, ports.Cluster, ports.Http }[Array.IndexOf(["client", "link", "cluster", "http"], port)].Port);
    }

    [Fact]
    public async Task The_port_that_a_node_had_before_is_waited_for_too()
    {
        var opening = NodePorts.OpenAsync(NodeWith(""), new EarlierPorts(_port, 0, 0, 0), new Patience(Long, default));
        Assert.False(opening.IsCompleted);

        _predecessor.Dispose();

        using var ports = await opening;
        Assert.Equal(_port, ports.Clients.Port);
    }

    [Fact]
    public async Task A_port_that_stays_taken_is_told()
    {
        var refusal = await Assert.ThrowsAsync<SettingsException>(
            () => NodePorts.OpenAsync(NodeWith("client"), EarlierPorts.None, new Patience(Short, default)));

        Assert.StartsWith($"Ada: herd.nodes.Ada.client-port: 127.0.0.1:{_port} is taken; ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_told_to_stop_waits_no_longer()
    {
        using var stop = new CancellationTokenSource();
        var opening = NodePorts.OpenAsync(NodeWith("client"), EarlierPorts.None, new Patience(Long, stop.Token));
        var start = Stopwatch.GetTimestamp();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.True(Stopwatch.GetElapsedTime(start) < Long / 2);
    }

    [Fact]
    public async Task A_folder_that_is_held_for_a_moment_is_waited_for()
    {
        var predecessor = FolderLock.Take(_folder.Path);
        var waiting = RunningNodes.AwaitFolderAsync(_folder.Path, new Patience(Long, default));
        Assert.False(waiting.IsCompleted);

        predecessor.Dispose();

        await waiting;
        FolderLock.Take(_folder.Path).Dispose();
    }

    [Fact]
    public async Task A_folder_that_stays_taken_is_not_waited_for_for_ever()
    {
        using var other = FolderLock.Take(_folder.Path);

        await RunningNodes.AwaitFolderAsync(_folder.Path, new Patience(Short, default));

        Assert.True(FolderLock.IsTaken(_folder.Path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_nobodys() => Assert.False(FolderLock.IsTaken(_folder.PathOf("nowhere")));

    private NodeSettings NodeWith(string port) => new(
        "Ada", "127.0.0.1", "127.0.0.1",
        port == "client" ? _port : 0, port == "link" ? _port : 0, port == "cluster" ? _port : 0, port == "http" ? _port : 0);
}
