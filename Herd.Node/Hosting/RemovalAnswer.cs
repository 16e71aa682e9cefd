namespace Herd.Node.Hosting;

/// <summary>What <c>POST /members/NAME/remove</c> answers, as JSON.</summary>
/// <param name="Outcome">removed, marked down, unknown, reachable, not a member, no answer or unproven.</param>
/// <param name="Message">For people, without a full stop.</param>
internal sealed record RemovalAnswer(string Outcome, string Message);
