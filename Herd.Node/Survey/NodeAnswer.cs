using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Survey;

/// <summary>What came of asking a node.</summary>
/// <param name="Name">The node's; HOST:PORT if nobody has told it.</param>
/// <param name="IsInFile">Whether it stands in the herd file.</param>
/// <param name="Address">Where it was asked.</param>
/// <param name="Report">What it answered; null: nothing that counts.</param>
/// <param name="Error">Why there is no report, for people, without a full stop.</param>
/// <param name="Stranger">Who else answered there.</param>
internal sealed record NodeAnswer(
    string Name, bool IsInFile, NodeAddress Address, StatusReport? Report, string? Error = null, Stranger? Stranger = null)
{
    /// <summary>Whether it answers that it is a member: then it knows the others.</summary>
    public bool IsMember => Report?.Standing == "member";
}

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

/// <summary>A node that answers where another one was expected.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Herd">Its herd's; null: the same.</param>
internal sealed record Stranger(string Node, string? Herd)
{
    public override string ToString() => Herd is null ? Node : $"{Node} of herd {Herd}";
}
