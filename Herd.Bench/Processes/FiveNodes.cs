using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Herd.Bench.Processes;

/// <summary>The five Goloman nodes, each in a process of its own, on free loopback ports, with a data folder of their own.</summary>
internal sealed class FiveNodes : IAsyncDisposable
{
    public static readonly string[] Names = ["Goloman", "Hands", "Holiday", "Welsh", "Wilkes"];

    private static readonly string[] PortSettings = ["client-port", "link-port", "cluster-port", "http-port"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("herd-bench-");
    private readonly Dictionary<string, int> _ports = [];
    private readonly List<NodeProcess> _nodes = [];

    public NodeProcess this[string name] => _nodes.First(node => node.Name == name);

    public IPEndPoint Clients(string name) => new(IPAddress.Loopback, _ports[$"{name}.client-port"]);

    /// <summary>Starts them and waits until they are ready and linked.</summary>
    /// <param name="settings">PATH=VALUE.</param>
    public static async Task<FiveNodes> StartAsync(params string[] settings)
    {
        var nodes = new FiveNodes();
        foreach (var name in Names)
        {
            foreach (var setting in PortSettings)
                nodes._ports[$"{name}.{setting}"] = FreePort();
        }

        string[] all =
        [
            $"herd.data-dir={nodes._folder.FullName}", "herd.log.messages=off", .. settings,
            .. nodes._ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"herd.nodes.{port.Key}={port.Value}")),
        ];
        nodes._nodes.AddRange(await Task.WhenAll(Names.Select(name => NodeProcess.StartAsync(name, "goloman", [], all))).ConfigureAwait(false));
        return nodes;
    }

    /// <inheritdoc cref="Agreement.AwaitAsync"/>
    public async Task<double> AgreementAsync(TimeSpan limit)
    {
        using var agreement = new Agreement([.. Names.Select(name => new Uri($"http://127.0.0.1:{_ports[$"{name}.http-port"]}/status"))]);
        return await agreement.AwaitAsync(limit).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.StopAsync())).ConfigureAwait(false);
        _nodes.ForEach(node => node.Dispose());
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
