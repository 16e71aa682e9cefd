namespace Herd.Bench.Harness;

/// <summary>What was measured for a goal.</summary>
/// <param name="Goal">The bound.</param>
/// <param name="Measurement">Null if it wasn't measured.</param>
/// <param name="Value">The value, or the ratio; null if it wasn't measured.</param>
/// <param name="IsMet">Whether the median keeps the bound.</param>
internal sealed record GoalResult(Goal Goal, Measurement? Measurement, Summary? Value, bool IsMet);
