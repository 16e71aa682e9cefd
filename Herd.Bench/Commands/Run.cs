using Herd.Bench.Harness;

namespace Herd.Bench.Commands;

/// <summary>Runs scenarios and writes the report.</summary>
/// <param name="command">What repeats it.</param>
/// <param name="settings">How long and how large.</param>
/// <param name="scenarios">In this order.</param>
/// <param name="goals">What they are to reach; may be empty.</param>
internal sealed class Run(string command, RunSettings settings, IReadOnlyList<IScenario> scenarios, IReadOnlyList<Goal> goals)
{
    /// <summary>Ctrl-C ends the run with a report of what is done.</summary>
    /// <returns>The exit code: 0 if nothing failed.</returns>
    public async Task<int> RunAsync(string? markdownFile, string? jsonFile, CancellationToken cancel)
    {
        var results = new List<ScenarioResult>();
        using (var progress = Progress.OnStandardError())
        {
            var rounds = new Rounds(settings, progress);
            try
            {
                foreach (var scenario in scenarios)
                    results.Add(await rounds.RunAsync(scenario, cancel).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                progress.Fail("stopped");
            }
        }

        var report = new Report(Machine.Describe(), command, settings.IsQuick, results, [.. goals.Select(goal => goal.Judge(results))]);
        var markdown = MarkdownReport.Render(report);
        await Console.Out.WriteLineAsync(markdown).ConfigureAwait(false);
        if (markdownFile is not null)
            await File.WriteAllTextAsync(markdownFile, markdown, CancellationToken.None).ConfigureAwait(false);
        if (jsonFile is not null)
            await File.WriteAllTextAsync(jsonFile, JsonReport.Render(report), CancellationToken.None).ConfigureAwait(false);
        return report.IsComplete && results.Count == scenarios.Count ? 0 : 1;
    }
}
