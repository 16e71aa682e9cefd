using System.Globalization;
using System.Text;

namespace Herd.Bench.Harness;

/// <summary>A report as Markdown: a table of goals if there are any, and one for each scenario.</summary>
internal static class MarkdownReport
{
    public static string Render(Report report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"`{report.Command}`\n\n{report.Machine}");
        if (report.IsQuick)
            text.AppendLine("\n**A quick run: its sizes are tiny, and its values say nothing.**");
        if (report.Goals.Count > 0)
            RenderGoals(text, report.Goals);
        foreach (var scenario in report.Scenarios)
            RenderScenario(text, scenario);
        return text.ToString();
    }

    private static void RenderGoals(StringBuilder text, IReadOnlyList<GoalResult> goals)
    {
        text.AppendLine("\n| | goal | measured | min | max | met |\n|---|---:|---:|---:|---:|---|");
        foreach (var (goal, measurement, value, isMet) in goals)
        {
            if (measurement is null || value is not { } measured)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {goal.What} | {Numbers.Text(goal.Limit)} | not measured | | | |");
                continue;
            }

            var unit = goal.Against is null ? $" {measurement.Unit}" : $" × {goal.Against}";
            var sign = measurement.Better is Better.Higher ? "≥" : "≤";
            text.AppendLine(CultureInfo.InvariantCulture, $"| {goal.What} | {sign} {Numbers.Text(goal.Limit)}{unit} | {Numbers.Text(measured.Median)} | {Numbers.Text(measured.Min)} | {Numbers.Text(measured.Max)} | {(isMet ? "yes" : "**no**")} |");
        }
    }

    private static void RenderScenario(StringBuilder text, ScenarioResult scenario)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"\n### {scenario.Scenario}\n\n{scenario.Description}\n{scenario.Rounds} {(scenario.Rounds == 1 ? "round" : "rounds")}, {Numbers.Text(scenario.Duration.TotalSeconds)} s of load each.\n");
        if (scenario.Series.Count > 0)
            RenderSeries(text, scenario);
        foreach (var failure in scenario.Failures)
            text.AppendLine(CultureInfo.InvariantCulture, $"\n{(failure.IsFault ? "Failed" : "Not measured")}: {failure.Subject}: {failure.Reason}");
    }

    private static void RenderSeries(StringBuilder text, ScenarioResult scenario)
    {
        var first = scenario.Series[0].Subject;
        var isCompared = scenario.Series.Any(series => series.Subject != first);
        text.Append("| measured | unit | | median | min | max |").AppendLine(isCompared ? $" {first} ÷ it | min | max |" : "");
        text.Append("|---|---|---|---:|---:|---:|").AppendLine(isCompared ? "---:|---:|---:|" : "");
        foreach (var series in scenario.Series)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {series.Measurement.Name} | {series.Measurement.Unit} | {series.Subject} | {Cells(series.Summary)} |");
            if (isCompared)
                text.Append(scenario.BaseOf(series) is { } @base && @base != series ? $" {Cells(@base.RatioTo(series))} |" : " | | |");
            text.AppendLine();
        }
    }

    private static string Cells(Summary summary) =>
        $"{Numbers.Text(summary.Median)} | {Numbers.Text(summary.Min)} | {Numbers.Text(summary.Max)}";
}
