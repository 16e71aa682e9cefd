using Herd.Node.Survey;

namespace Herd.Node.Commands;

/// <summary><c>herd remove NAME</c>: asks a member to remove a node that won't come back.</summary>
internal static class RemoveCommand
{
    /// <returns><see cref="ExitCode.Ok"/> if the node is removed, or will be once all reachable members know.</returns>
    public static async Task<int> RunAsync(NodeHttp http, HerdSurvey survey, string name)
    {
        var overview = await survey.AskAsync(CancellationToken.None).ConfigureAwait(false);
        var reason = WhyNobody(overview, name);
        // Without a herd secret or key, only nodes of this machine accept the command's proof: they come first.
        // A node asked by address gets its name from its answer.
        var members = overview.Nodes
            .Where(node => node.Answer.IsMember && node.Name != name)
            .Select(node => (node.Name, Address: node.Answer.Address with { Name = node.Name }))
            .OrderByDescending(node => http.MayRemove(node.Address, name));
        foreach (var member in members)
        {
            var (answer, isDone, error) = await http.RemoveAsync(member.Address, name, CancellationToken.None).ConfigureAwait(false);
            if (isDone)
            {
                await Console.Out.WriteLineAsync(answer!.Message).ConfigureAwait(false);
                return ExitCode.Ok;
            }

            reason = $"{member.Name}: {answer?.Message ?? error}";
            // Another member may succeed if this one isn't one or doesn't answer. Other refusals are final.
            if (answer is { Outcome: not ("not a member" or "no answer") })
                break;
        }

        await Console.Error.WriteLineAsync($"herd: {name} is not removed: {reason}").ConfigureAwait(false);
        return ExitCode.Failed;
    }

    private static string WhyNobody(HerdOverview overview, string name)
    {
        var answering = overview.Nodes.Where(node => node.Report is not null).Select(node => node.Name).ToList();
        return answering switch
        {
            [] => Verdict.Of(overview).Summary.TrimEnd('.'),
            [var only] when only == name => "it answers, and nobody else does",
            _ => $"no other member answers; {Phrase.List(answering)} {Phrase.For(answering.Count, "does, and is no member", "do, and are no members")}",
        };
    }
}
