using System.Globalization;
using System.Net;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

internal sealed class Server(string name, Func<CancellationToken, Task<(IAsyncDisposable Process, IPEndPoint Port)>> start) : IAsyncDisposable
{
    private (IAsyncDisposable Process, IPEndPoint Port)? _running;

    public string Name => name;

    public bool HasTls { get; private init; }

    /// <summary>Whether its clients report the same location again and again.</summary>
    public bool ClientsStand { get; private init; }

    public static Server Herd() => new("herd", StartOneAsync);

    public static Server HerdOfStanding() => new("herd, standing", StartOneAsync)
    {
        ClientsStand = true,
    };

    public static Server HerdWithTls() => new("herd, TLS", async cancel =>
    {
        var herd = await RunningHerd.StartWithTlsAsync(HerdPlan.Single, cancel).ConfigureAwait(false);
        return (herd, herd.ClientPorts[0]);
    })
    {
        HasTls = true,
    };

    /// <summary>A bare line echo on Kestrel: the practical limit for a TCP server in .NET.</summary>
    public static Server Echo() => new("Kestrel echo", async cancel =>
    {
        var echo = await BareProcess.StartAsync("Kestrel echo", cancel, BareProcess.EchoCommand).ConfigureAwait(false);
        return (echo, echo.Port);
    });

    public async Task<IPEndPoint> StartAsync(CancellationToken cancel)
    {
        _running ??= await start(cancel).ConfigureAwait(false);
        return _running.Value.Port;
    }

    public ValueTask DisposeAsync() => _running?.Process.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<(IAsyncDisposable Process, IPEndPoint Port)> StartOneAsync(CancellationToken cancel)
    {
        var herd = await RunningHerd.StartAsync(HerdPlan.Single, [], cancel).ConfigureAwait(false);
        return (herd, herd.ClientPorts[0]);
    }
}

internal sealed class BareProcess : IAsyncDisposable
{
    public const string EchoCommand = "echo-server";

    /// <summary>Its argument is the next relay's port.</summary>
    public const string RelayCommand = "relay-server";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private BareProcess(ChildProcess process, int port)
    {
        _process = process;
        Port = new IPEndPoint(IPAddress.Loopback, port);
    }

    public IPEndPoint Port { get; }

    public static async Task<BareProcess> StartAsync(string name, CancellationToken cancel, string command, params int[] arguments)
    {
        var port = FreePorts.Take();
        var program = Path.Combine(AppContext.BaseDirectory, "herd-bench.dll");
        string[] line = ["dotnet", program, command, .. arguments.Prepend(port).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return new BareProcess(
            await ChildProcess.StartAsync(name, line, said => said == "ready", StartTimeout, cancel).ConfigureAwait(false), port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
