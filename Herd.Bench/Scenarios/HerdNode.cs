using System.Net;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

/// <summary>One node of <c>herd</c>, started when it is first asked for.</summary>
internal sealed class HerdNode(params string[] settings) : IServer
{
    private RunningHerd? _herd;

    public string Name => "herd";

    public async Task<IPEndPoint> StartAsync(CancellationToken cancel)
    {
        _herd ??= await RunningHerd.StartAsync(HerdPlan.Single, settings, cancel).ConfigureAwait(false);
        return _herd.ClientPorts[0];
    }

    public ValueTask DisposeAsync() => _herd?.DisposeAsync() ?? ValueTask.CompletedTask;
}
