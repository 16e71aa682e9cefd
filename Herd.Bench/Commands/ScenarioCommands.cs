using System.CommandLine;
using Herd.Bench.Harness;
using Herd.Bench.Scenarios;

namespace Herd.Bench.Commands;

internal static class ScenarioCommands
{
    private static readonly Option<int?> Rounds = new("--rounds") { Description = $"Rounds of each scenario. Default: {RunSettings.Default.Rounds}" };
    private static readonly Option<double?> Seconds = new("--seconds") { Description = $"Seconds of load of one measurement. Default: {RunSettings.Default.Duration.TotalSeconds}" };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Tiny sizes: whether all runs, not how fast." };
    private static readonly Option<string?> Markdown = new("--out-markdown") { Description = "Writes the report there, too.", HelpName = "FILE" };
    private static readonly Option<string?> Json = new("--out-json") { Description = "Writes every value there.", HelpName = "FILE" };

    public static IEnumerable<Command> Create()
    {
        var list = new Command("list", "Tells all scenarios.");
        list.SetAction(_ => List(Console.Out));
        yield return list;
        yield return Create("all", "Runs all scenarios.", Catalogue.All);
        yield return Create("goals", "Runs what the goals need, and says which are met.", Goals.Scenarios, Goals.All, Goals.Rounds);
        foreach (var group in Catalogue.Groups)
            yield return Create(group.Name, group.Description, group.Scenarios);
        // A group of one scenario has that scenario's name.
        foreach (var scenario in Catalogue.All.Where(scenario => Catalogue.Groups.All(group => group.Name != scenario.Name)))
            yield return Create(scenario.Name, scenario.Description, [scenario]);
    }

    private static Command Create(
        string name, string description, IReadOnlyList<IScenario> scenarios, IReadOnlyList<Goal>? goals = null, int? rounds = null)
    {
        var command = new Command(name, description) { Rounds, Seconds, Quick, Markdown, Json };
        command.SetAction((parsed, cancel) => RunAsync(parsed, Settings(parsed, rounds), scenarios, goals ?? [], cancel));
        return command;
    }

    private static RunSettings Settings(ParseResult parsed, int? rounds)
    {
        var @default = parsed.GetValue(Quick) ? RunSettings.Quick : RunSettings.Default;
        return @default with
        {
            Rounds = Math.Max(1, parsed.GetValue(Rounds) ?? (parsed.GetValue(Quick) ? null : rounds) ?? @default.Rounds),
            Duration = parsed.GetValue(Seconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : @default.Duration,
        };
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, RunSettings settings, IReadOnlyList<IScenario> scenarios, IReadOnlyList<Goal> goals, CancellationToken cancel)
    {
        var results = new List<ScenarioResult>();
        var rounds = new Rounds(settings, Console.Error);
        try
        {
            foreach (var scenario in scenarios)
                results.Add(await rounds.RunAsync(scenario, cancel).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("stopped").ConfigureAwait(false);
        }

        var command = $"herd-bench {string.Join(' ', parsed.Tokens.Select(token => token.Value))}";
        var report = new Report(Machine.Describe(), command, settings.IsQuick, results, [.. goals.Select(goal => goal.Judge(results))]);
        var markdown = report.ToMarkdown();
        await Console.Out.WriteLineAsync(markdown).ConfigureAwait(false);
        if (parsed.GetValue(Markdown) is { } markdownFile)
            await File.WriteAllTextAsync(markdownFile, markdown, CancellationToken.None).ConfigureAwait(false);
        if (parsed.GetValue(Json) is { } jsonFile)
            await File.WriteAllTextAsync(jsonFile, report.ToJson(), CancellationToken.None).ConfigureAwait(false);
        return report.IsComplete && results.Count == scenarios.Count ? 0 : 1;
    }

    private static void List(TextWriter output)
    {
        foreach (var group in Catalogue.Groups)
        {
            output.WriteLine($"{group.Name}: {group.Description}");
            foreach (var scenario in group.Scenarios)
                output.WriteLine($"  {scenario.Name}: {scenario.Description}");
        }
    }
}
