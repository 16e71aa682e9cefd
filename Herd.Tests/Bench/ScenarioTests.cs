using Herd.Bench.Harness;
using Herd.Bench.Scenarios;
using Xunit;

namespace Herd.Tests.Bench;

public sealed class ScenarioTests
{
    [Fact]
    public void Every_scenario_has_a_name_of_its_own() =>
        Assert.Equal(Catalogue.All.Count, Catalogue.All.Select(scenario => scenario.Name).Distinct().Count());

    [Fact]
    public void Every_goal_is_one_of_a_scenario_and_of_its_subjects()
    {
        foreach (var goal in Goals.All)
        {
            var scenario = Assert.Single(Goals.Scenarios, scenario => scenario.Name == goal.Scenario);
            var subjects = scenario.CreateSubjects(RunSettings.Quick).Select(subject => subject.Name).ToList();
            Assert.Contains(goal.Subject, subjects);
            if (goal.Against is { } other)
                Assert.Contains(other, subjects);
        }
    }

    [Fact]
    public async Task The_scenarios_of_one_node_run()
    {
        var rounds = new Rounds(RunSettings.Quick, TextWriter.Null);
        foreach (var scenario in Catalogue.Groups.First(group => group.Name == "one-node").Scenarios)
        {
            var result = await rounds.RunAsync(scenario, CancellationToken.None);

            Assert.Empty(result.Failures);
            Assert.NotEmpty(result.Series);
            Assert.All(result.Series, series => Assert.True(series.Values.All(value => value > 0), $"{scenario.Name}: {series.Subject}: {series.Measurement.Name}"));
        }
    }

    [Fact]
    public async Task The_relays_beside_the_herd_bring_a_report_to_who_asks_for_it()
    {
        await using var relays = new PropagationScenario().CreateSubjects(RunSettings.Quick)[^1];

        var readings = await relays.RunRoundAsync(CancellationToken.None);

        Assert.Equal("Kestrel relays", relays.Name);
        Assert.Contains(readings, reading => reading is { Measurement.Name: "unloaded, sent → seen, p50", Value: > 0 });
    }
}
