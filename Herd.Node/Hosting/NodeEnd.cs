using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>Ends the node when another live node has its name, or when its actors ended.</summary>
internal sealed class NodeEnd(IHostApplicationLifetime lifetime, ILogger<NodeEnd> logger)
{
    /// <summary>For people; null: the node doesn't end itself.</summary>
    public string? Reason { get; private set; }

    public void EndBecause(string reason)
    {
        Reason ??= reason;
        lifetime.StopApplication();
    }

    /// <summary>A node without actors must not look alive. Called during a regular stop, too.</summary>
    public void OnRootEnded()
    {
        // A failed start reports its own reason.
        if (!lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        logger.LogError("the node's root actor ended, so the node does");
        lifetime.StopApplication();
    }
}
