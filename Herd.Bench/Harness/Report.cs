namespace Herd.Bench.Harness;

/// <summary>What a run gave.</summary>
/// <param name="Machine">What it was made on.</param>
/// <param name="Command">What repeats it.</param>
/// <param name="IsQuick">Sizes were tiny: the values say nothing.</param>
/// <param name="Scenarios">In the order in which they ran.</param>
/// <param name="Goals">Empty if the run wasn't about goals.</param>
internal sealed record Report(Machine Machine, string Command, bool IsQuick, IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<GoalResult> Goals)
{
    /// <summary>Whether nothing failed. A goal that isn't met is no failure.</summary>
    public bool IsComplete => Scenarios.All(scenario => !scenario.Failures.Any(failure => failure.IsFault));
}
