using System.Net;

namespace Herd.Bench.Scenarios;

/// <summary>Bare relays on Kestrel, each in a process of its own, as many as a report passes from Goloman to Welsh.</summary>
internal sealed class RelayProcesses : IAsyncDisposable
{
    /// <summary>This program's command that runs one.</summary>
    public const string Command = "relay-server";

    private const int Count = 3;

    /// <summary>The last first.</summary>
    private readonly List<BareProcess> _processes = [];

    /// <summary>Where clients report.</summary>
    public IPEndPoint First => _processes[^1].Port;

    /// <summary>Where they are asked for.</summary>
    public IPEndPoint Last => _processes[0].Port;

    public async Task StartAsync(CancellationToken cancel)
    {
        while (_processes.Count < Count)
        {
            var next = _processes.Count == 0 ? 0 : First.Port;
            _processes.Add(await BareProcess.StartAsync("Kestrel relay", cancel, Command, next).ConfigureAwait(false));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync().ConfigureAwait(false);
    }
}
