using Herd.Node.Hosting;

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
