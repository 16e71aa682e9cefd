using System.Globalization;
using System.Net;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

/// <summary>A bare line echo on Kestrel, in a process of its own: the practical limit for a TCP server in .NET.</summary>
internal sealed class EchoProcess : IServer
{
    /// <summary>This program's command that runs it.</summary>
    public const string Command = "echo-server";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private ChildProcess? _process;
    private IPEndPoint? _port;

    public string Name => "Kestrel echo";

    public async Task<IPEndPoint> StartAsync(CancellationToken cancel)
    {
        if (_port is not null)
            return _port;
        var port = Ports.Free(1)[0];
        string[] command =
            ["dotnet", Path.Combine(AppContext.BaseDirectory, "herd-bench.dll"), Command, port.ToString(CultureInfo.InvariantCulture)];
        _process = await ChildProcess.StartAsync(Name, command, line => line == "echo ready", StartTimeout, cancel).ConfigureAwait(false);
        return _port = new IPEndPoint(IPAddress.Loopback, port);
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
