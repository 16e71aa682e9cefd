using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>Ends the node for a reason that isn't a fault of the program: another live node has its name.</summary>
internal sealed class NodeEnd(IHostApplicationLifetime lifetime)
{
    /// <summary>For people; null: the node isn't to end.</summary>
    public string? Reason { get; private set; }

    public void EndBecause(string reason)
    {
        Reason ??= reason;
        lifetime.StopApplication();
    }
}
