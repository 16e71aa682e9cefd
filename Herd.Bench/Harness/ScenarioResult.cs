namespace Herd.Bench.Harness;

/// <summary>What the rounds of one scenario gave.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Description">Its description.</param>
/// <param name="Rounds">How many.</param>
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
