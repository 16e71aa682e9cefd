using Herd.Bench.Harness;

namespace Herd.Bench.Scenarios;

/// <summary>Scenarios that are run by one command.</summary>
internal sealed record ScenarioGroup(string Name, string Description, IReadOnlyList<IScenario> Scenarios);
