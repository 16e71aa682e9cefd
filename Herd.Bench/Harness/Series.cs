namespace Herd.Bench.Harness;

/// <summary>One measurement of one subject, round by round.</summary>
/// <param name="Subject">Its name.</param>
/// <param name="Measurement">What was measured.</param>
/// <param name="Values">One for each round.</param>
internal sealed record Series(string Subject, Measurement Measurement, IReadOnlyList<double> Values)
{
    public Summary Summary => Summary.Of(Values);

    /// <summary>This ÷ another, each pair from the same round: what drifts between rounds cancels out.</summary>
    public Summary RatioTo(Series other) => Summary.Of(Values.Zip(other.Values, (own, others) => own / others));
}
