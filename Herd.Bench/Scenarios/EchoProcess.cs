using System.Net;

namespace Herd.Bench.Scenarios;

/// <summary>A bare line echo on Kestrel, in a process of its own: the practical limit for a TCP server in .NET.</summary>
internal sealed class EchoProcess : IServer
{
    /// <summary>This program's command that runs it.</summary>
    public const string Command = "echo-server";

    private BareProcess? _process;

    public string Name => "Kestrel echo";

    public async Task<IPEndPoint> StartAsync(CancellationToken cancel)
    {
        _process ??= await BareProcess.StartAsync(Name, cancel, Command).ConfigureAwait(false);
        return _process.Port;
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
