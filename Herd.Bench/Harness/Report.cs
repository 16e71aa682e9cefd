using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Herd.Bench.Harness;

/// <summary>The results of a run. The values of a quick run mean nothing.</summary>
internal sealed record Report(Machine Machine, string Command, bool IsQuick, IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<GoalResult> Goals)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A ratio to zero is infinite or NaN.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Whether nothing failed. A missed goal is not a failure.</summary>
    public bool IsComplete => Scenarios.All(scenario => !scenario.Failures.Any(failure => failure.IsFault));

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Machine,
            Command,
            IsQuick,
            Goals,
            Scenarios = Scenarios.Select(scenario => new
            {
                scenario.Scenario,
                scenario.Description,
                scenario.Rounds,
                Seconds = scenario.Duration.TotalSeconds,
                Series = scenario.Series.Select(series => new
                {
                    series.Subject,
                    Measurement = series.Measurement.Name,
                    series.Measurement.Unit,
                    series.Measurement.Better,
                    series.Values,
                    series.Summary,
                    Ratio = scenario.BaseOf(series)?.RatioTo(series),
                }),
                scenario.Failures,
            }),
        },
        Json);

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"`{Command}`\n\n{Machine}");
        if (IsQuick)
            text.AppendLine("\n**A quick run: its sizes are tiny, and its values say nothing.**");
        if (Goals.Count > 0)
            RenderGoals(text);
        foreach (var scenario in Scenarios)
            RenderScenario(text, scenario);
        return text.ToString();
    }

    private void RenderGoals(StringBuilder text)
    {
        text.AppendLine("\n| | goal | measured | min | max | met |\n|---|---:|---:|---:|---:|---|");
        foreach (var (goal, measurement, value, isMet) in Goals)
        {
            if (measurement is null || value is not { } measured)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {goal.What} | {Text(goal.Limit)} | not measured | | | |");
                continue;
            }

            var unit = goal.Against is null ? $" {measurement.Unit}" : $" × {goal.Against}";
            var sign = measurement.Better is Better.Higher ? "≥" : "≤";
            text.AppendLine(CultureInfo.InvariantCulture, $"| {goal.What} | {sign} {Text(goal.Limit)}{unit} | {Cells(measured)} | {(isMet ? "yes" : "**no**")} |");
        }
    }

    private static void RenderScenario(StringBuilder text, ScenarioResult scenario)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"\n### {scenario.Scenario}\n\n{scenario.Description}\n{scenario.Rounds} {(scenario.Rounds == 1 ? "round" : "rounds")}, {Text(scenario.Duration.TotalSeconds)} s of load each.\n");
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

    private static string Cells(Summary summary) => $"{Text(summary.Median)} | {Text(summary.Min)} | {Text(summary.Max)}";

    /// <summary>At least three significant digits, and no more decimals than that takes.</summary>
    private static string Text(double value) => value.ToString(
        Math.Abs(value) switch
        {
            0 => "0",
            >= 100 => "N0",
            >= 10 => "0.0",
            >= 0.1 => "0.00",
            _ => "0.000",
        },
        CultureInfo.InvariantCulture);
}
