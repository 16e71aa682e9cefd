using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Akka.Cluster;

namespace Herd.Tests.AkkaRuntime.Clustering;

/// <summary>
/// Nodes that reach each other through proxies only, each at a loopback address of its own: a call says in its first bytes
/// who calls, and so the network can be cut between any of them.
/// </summary>
internal sealed class PartitionedNodes(ClusterNodes nodes) : IDisposable
{
    private static int _hosts = Random.Shared.Next(10_000);

    private readonly List<TcpListener> _listeners = [];
    private readonly ConcurrentDictionary<(string From, string To, Socket Socket), byte> _open = new();
    private readonly ConcurrentDictionary<string, int> _sides = new();
    private readonly List<string> _all = [];

    public Cluster Start(string config = "")
    {
        var number = Interlocked.Increment(ref _hosts);
        var host = $"127.{100 + (number / 250 % 100)}.{1 + (number % 250)}.1";
        lock (_all)
            _all.Add(host);
        var listener = new TcpListener(IPAddress.Parse(host), 0);
        listener.Start();
        _listeners.Add(listener);
        var target = Node.FreePorts.Take();
        _ = Accept(listener, host, target);
        return nodes.Start($$"""
            akka.remote.dot-netty.tcp {
              hostname = "127.0.0.1"
              port = {{target}}
              public-hostname = "{{host}}"
              public-port = {{((IPEndPoint)listener.LocalEndpoint).Port}}
            }
            {{config}}
            """);
    }

    /// <summary>Parts some nodes from all others; connections between the two sides break.</summary>
    public void CutOff(params Cluster[] side)
    {
        foreach (var node in side)
            _sides[node.SelfAddress.Host!] = 1;
        foreach (var connection in _open.Keys)
        {
            if (IsCut(connection.From, connection.To))
                connection.Socket.Close(0);
        }
    }

    public void Heal() => _sides.Clear();

    public void Dispose()
    {
        foreach (var listener in _listeners)
            listener.Stop();
        foreach (var connection in _open.Keys)
            connection.Socket.Dispose();
    }

    private bool IsCut(string from, string to) => _sides.GetValueOrDefault(from) != _sides.GetValueOrDefault(to);

    private async Task Accept(TcpListener listener, string host, int target)
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptSocketAsync(), host, target);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(Socket caller, string host, int target)
    {
        using var callee = new Socket(SocketType.Stream, ProtocolType.Tcp);
        (string, string, Socket)? connection = null;
        try
        {
            await callee.ConnectAsync(IPAddress.Loopback, target);
            var buffer = new byte[4096];
            var count = await caller.ReceiveAsync(buffer);
            var first = Encoding.Latin1.GetString(buffer, 0, count);
            string from;
            lock (_all)
                from = _all.Find(other => other != host && first.Contains(other)) ?? "nobody known";
            _open[(connection = (from, host, caller)).Value] = 0;
            if (IsCut(from, host))
                return;
            await callee.SendAsync(buffer.AsMemory(0, count));
            await Task.WhenAny(Relay(caller, callee), Relay(callee, caller));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            caller.Dispose();
            if (connection is { } over)
                _open.TryRemove(over, out _);
        }
    }

    private static async Task Relay(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is var count and > 0)
            await to.SendAsync(buffer.AsMemory(0, count));
    }
}
