namespace Herd.Node.Hosting;

/// <param name="Outcome">removed, marked down, unknown, reachable, not a member, no answer; in clients also refused.</param>
internal sealed record RemovalAnswer(string Outcome, string Message);
