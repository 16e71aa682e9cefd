namespace Herd.Node.Hosting;

/// <param name="Outcome">removed, marked down, unknown, reachable, not a member, no answer or unproven.</param>
internal sealed record RemovalAnswer(string Outcome, string Message);
