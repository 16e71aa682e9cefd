using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Survey;

/// <summary>The result of asking a node. Error says why Report is null, without a full stop.</summary>
/// <param name="Name">HOST:PORT if the name is unknown.</param>
/// <param name="Stranger">The other node that answered at this address.</param>
internal sealed record NodeAnswer(
    string Name, bool IsInFile, NodeAddress Address, StatusReport? Report, string? Error = null, Stranger? Stranger = null)
{
    public bool IsMember => Report?.Standing == "member";
}

/// <param name="Name">Null: any node.</param>
/// <param name="HttpPort">0: unknown.</param>
internal sealed record NodeAddress(string? Name, string Host, int HttpPort)
{
    public static NodeAddress Of(NodeSettings node) => new(node.Name, node.Host, node.HttpPort);

    /// <summary>HOST:PORT.</summary>
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{HttpPort}" : $"{Host}:{HttpPort}";
}

/// <summary>A node that answers in place of the expected one.</summary>
/// <param name="Herd">Null: the same herd.</param>
internal sealed record Stranger(string Node, string? Herd)
{
    public override string ToString() => Herd is null ? Node : $"{Node} of herd {Herd}";
}
