namespace Herd.Bench.Harness;

/// <summary>A bound for what a scenario measures.</summary>
/// <param name="What">As it stands in the table.</param>
/// <param name="Scenario">Which measures it.</param>
/// <param name="Subject">Whose value counts.</param>
/// <param name="Measurement">Its name.</param>
/// <param name="Limit">The value that must be reached, or not be passed if lower values are better.</param>
/// <param name="Against">If given, the ratio to this subject's value in the same round counts.</param>
internal sealed record Goal(string What, string Scenario, string Subject, string Measurement, double Limit, string? Against = null)
{
    /// <param name="results">Of the scenarios that were run.</param>
    public GoalResult Judge(IEnumerable<ScenarioResult> results)
    {
        var result = results.FirstOrDefault(result => result.Scenario == Scenario);
        if (result?.Find(Subject, Measurement) is not { } series || (Against is not null && result.Find(Against, Measurement) is null))
            return new GoalResult(this, null, null, false);
        var value = Against is null ? series.Summary : series.RatioTo(result.Find(Against, Measurement)!);
        var isMet = series.Measurement.Better is Better.Higher ? value.Median >= Limit : value.Median <= Limit;
        return new GoalResult(this, series.Measurement, value, isMet);
    }
}
