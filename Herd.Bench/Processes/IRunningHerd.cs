using System.Net;

namespace Herd.Bench.Processes;

/// <summary>A herd of processes that speaks the client protocol, whatever it is written in.</summary>
internal interface IRunningHerd : IAsyncDisposable
{
    /// <summary>Where each node takes clients, in the order Goloman, Hands, Holiday, Welsh, Wilkes for five.</summary>
    IReadOnlyList<IPEndPoint> ClientPorts { get; }

    /// <summary>Waits until every node knows all that any node has answered: of each client that update or a newer one.</summary>
    /// <exception cref="TimeoutException">It takes so long that something must be wrong.</exception>
    Task AwaitKnownAtAllAsync(CancellationToken cancel);
}
