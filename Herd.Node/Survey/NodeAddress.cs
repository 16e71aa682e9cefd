using Herd.Node.Settings;

namespace Herd.Node.Survey;

/// <summary>A node, and where it is asked over HTTP.</summary>
/// <param name="Name">Null: whichever is there.</param>
/// <param name="Host">Name or address.</param>
/// <param name="HttpPort">0: not known.</param>
internal sealed record NodeAddress(string? Name, string Host, int HttpPort)
{
    public static NodeAddress Of(NodeSettings node) => new(node.Name, node.Host, node.HttpPort);

    /// <summary>HOST:PORT.</summary>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{HttpPort}" : $"{Host}:{HttpPort}";
}
