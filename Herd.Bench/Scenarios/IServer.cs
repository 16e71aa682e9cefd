using System.Net;

namespace Herd.Bench.Scenarios;

/// <summary>One process that answers lines.</summary>
internal interface IServer : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Starts it, if it doesn't run.</summary>
    /// <returns>Where it takes clients.</returns>
    Task<IPEndPoint> StartAsync(CancellationToken cancel);
}
