using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Node.Hosting;

/// <summary>Ends the node: when another live node has its name, or its actors ended.</summary>
internal sealed class NodeEnd(IHostApplicationLifetime lifetime, ILogger<NodeEnd> logger)
{
    /// <summary>For people; null: the node isn't to end.</summary>
    public string? Reason { get; private set; }

    public void EndBecause(string reason)
    {
        Reason ??= reason;
        lifetime.StopApplication();
    }

    /// <summary>The node's root actor ended, by itself unless the node is being stopped: a node without actors must not look alive.</summary>
    public void OnRootEnded()
    {
        // A start that fails tells why itself.
        if (!lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        logger.LogError("the node's root actor ended, so the node does");
        lifetime.StopApplication();
    }
}
