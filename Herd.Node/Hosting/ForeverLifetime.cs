using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>A host that only its owner stops.</summary>
internal sealed class ForeverLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
