namespace Herd.Bench.Harness;

/// <summary>What the rounds of one scenario gave.</summary>
/// <param name="Duration">Of one measurement under load.</param>
/// <param name="Series">In the order of measurements, and for each of subjects.</param>
/// <param name="Failures">Subjects that weren't measured, or whose measurement failed, and why.</param>
internal sealed record ScenarioResult(
    string Scenario,
    string Description,
    int Rounds,
    TimeSpan Duration,
    IReadOnlyList<Series> Series,
    IReadOnlyList<SubjectFailure> Failures)
{
    /// <summary>The first subject's series of the same measurement; null if it has none.</summary>
    public Series? BaseOf(Series series) =>
        Series.FirstOrDefault(other => other.Measurement == series.Measurement) is { } first && first.Subject == Series[0].Subject ? first : null;

    /// <summary>Null if it wasn't measured.</summary>
    public Series? Find(string subject, string measurement) =>
        Series.FirstOrDefault(series => series.Subject == subject && series.Measurement.Name == measurement);
}

/// <summary>Why a subject has no values.</summary>
/// <param name="IsFault">Whether something failed; else it couldn't be measured here.</param>
internal sealed record SubjectFailure(string Subject, string Reason, bool IsFault);

/// <summary>One measurement of one subject, round by round.</summary>
internal sealed record Series(string Subject, Measurement Measurement, IReadOnlyList<double> Values)
{
    public Summary Summary => Summary.Of(Values);

    /// <summary>This ÷ another, each pair from the same round: what drifts between rounds cancels out.</summary>
    public Summary RatioTo(Series other) => Summary.Of(Values.Zip(other.Values, (own, others) => own / others));
}

/// <summary>Values of several rounds in short.</summary>
internal readonly record struct Summary(double Median, double Min, double Max)
{
    public static Summary Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[^1]);
    }
}

/// <summary>A bound for what a scenario measures.</summary>
/// <param name="What">As it stands in the table.</param>
/// <param name="Limit">The value that must be reached, or not be passed if lower values are better.</param>
/// <param name="Against">If given, the ratio to this subject's value in the same round counts.</param>
internal sealed record Goal(string What, string Scenario, string Subject, string Measurement, double Limit, string? Against = null)
{
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

/// <summary>What was measured for a goal.</summary>
/// <param name="Measurement">Null if it wasn't measured.</param>
/// <param name="Value">The value, or the ratio; null if it wasn't measured.</param>
internal sealed record GoalResult(Goal Goal, Measurement? Measurement, Summary? Value, bool IsMet);
