using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Herd.Bench.Harness;

/// <summary>A report as JSON: the machine, every value of every round, and the goals.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A ratio to nothing has no other way to be told.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Render(Report report) => JsonSerializer.Serialize(
        new
        {
            report.Machine,
            report.Command,
            report.IsQuick,
            report.Goals,
            Scenarios = report.Scenarios.Select(scenario => new
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
        Options);
}
