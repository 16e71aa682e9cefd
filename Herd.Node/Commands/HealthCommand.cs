using Herd.Node.Hosting;
using Herd.Node.Survey;

namespace Herd.Node.Commands;

/// <summary><c>herd health</c>: whether one node serves, for supervisors of processes and containers.</summary>
internal static class HealthCommand
{
    public static async Task<int> RunAsync(NodeHttp http, NodeAddress node)
    {
        var (answer, error) = await http.HealthAsync(node, CancellationToken.None).ConfigureAwait(false);
        if (answer is { Status: HealthAnswer.Serving })
        {
            await Console.Out.WriteLineAsync($"{answer.Node} is serving").ConfigureAwait(false);
            return ExitCode.Ok;
        }

        await Console.Error.WriteLineAsync(
            answer is null ? $"herd: {node}: {error}" : $"herd: {answer.Node} is {answer.Status}{(answer.Reason is { } reason ? $": {reason}" : "")}").ConfigureAwait(false);
        return ExitCode.Failed;
    }
}
