namespace Herd.Bench.Harness;

/// <summary>The results of one scenario. Series are ordered by measurement, then by subject.</summary>
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

    public Series? Find(string subject, string measurement) =>
        Series.FirstOrDefault(series => series.Subject == subject && series.Measurement.Name == measurement);
}

/// <summary>Why a subject has no values: something failed, or (no fault) it can't be measured here.</summary>
internal sealed record SubjectFailure(string Subject, string Reason, bool IsFault);

internal sealed record Series(string Subject, Measurement Measurement, IReadOnlyList<double> Values)
{
    public Summary Summary => Summary.Of(Values);

    /// <summary>This ÷ other, paired by round, so that drift between rounds cancels out.</summary>
    public Summary RatioTo(Series other) => Summary.Of(Values.Zip(other.Values, (own, others) => own / others));
}

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

/// <summary>A bound on a measurement's median, or on its ratio to <paramref name="Against"/> in the same round.</summary>
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

/// <summary>Measurement and value are null if the goal wasn't measured.</summary>
internal sealed record GoalResult(Goal Goal, Measurement? Measurement, Summary? Value, bool IsMet);
