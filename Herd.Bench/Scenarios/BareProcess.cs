using System.Globalization;
using System.Net;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

/// <summary>One of this program's bare servers, in a process of its own.</summary>
internal sealed class BareProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private BareProcess(ChildProcess process, int port)
    {
        _process = process;
        Port = new IPEndPoint(IPAddress.Loopback, port);
    }

    public IPEndPoint Port { get; }

    /// <param name="name">For people.</param>
    /// <param name="cancel">Ends the start.</param>
    /// <param name="command">Of this program, and its arguments behind the port.</param>
    public static async Task<BareProcess> StartAsync(string name, CancellationToken cancel, string command, params int[] arguments)
    {
        var port = Ports.Free(1)[0];
        var program = Path.Combine(AppContext.BaseDirectory, "herd-bench.dll");
        string[] line = ["dotnet", program, command, .. arguments.Prepend(port).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return new BareProcess(
            await ChildProcess.StartAsync(name, line, said => said == "ready", StartTimeout, cancel).ConfigureAwait(false), port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
