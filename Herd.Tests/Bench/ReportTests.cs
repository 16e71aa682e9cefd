using System.Text.Json;
using Herd.Bench.Harness;
using Xunit;

namespace Herd.Tests.Bench;

public sealed class ReportTests
{
    private static readonly Machine Here = new("Some CPU", 2, 23.5, "Linux", ".NET 10", "Akka.NET 1.5.74", "workstation", "nodes compiled ahead of time", "abc1234", "2026-11-21");

    private static readonly Measurement Wait = new("wait", "ms", Better.Lower);

    private static readonly ScenarioResult Result = new(
        "race",
        "Who is faster.",
        2,
        TimeSpan.FromSeconds(4),
        [
            new Series("herd", FixedScenario.Speed, [1000, 2000]), new Series("echo", FixedScenario.Speed, [2000, 2500]),
            new Series("herd", Wait, [0.25, 0.5]),
        ],
        [new SubjectFailure("Redis", "it isn't installed", false)]);

    [Fact]
    public void Markdown_holds_medians_spread_and_ratios()
    {
        var markdown = Report([]).ToMarkdown();

        Assert.Contains("`herd-bench race`\n\nSome CPU, 2 logical processors, 23.5 GiB", markdown, StringComparison.Ordinal);
        Assert.Contains("| measured | unit | | median | min | max | herd ÷ it | min | max |\n|---|---|---|---:|---:|---:|---:|---:|---:|\n", markdown, StringComparison.Ordinal);
        Assert.Contains("| speed | km/h | herd | 1,500 | 1,000 | 2,000 | | | |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("| speed | km/h | echo | 2,250 | 2,000 | 2,500 | 0.65 | 0.50 | 0.80 |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("| wait | ms | herd | 0.38 | 0.25 | 0.50 | | | |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("Not measured: Redis: it isn't installed", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_goal_is_met_when_the_median_keeps_it()
    {
        Assert.True(new Goal("", "race", "herd", "speed", 1500).Judge([Result]).IsMet);
        Assert.False(new Goal("", "race", "herd", "speed", 1501).Judge([Result]).IsMet);
        Assert.True(new Goal("", "race", "herd", "speed", 0.65, "echo").Judge([Result]).IsMet);
        Assert.False(new Goal("", "race", "herd", "speed", 0.66, "echo").Judge([Result]).IsMet);
        Assert.True(new Goal("", "race", "herd", "wait", 0.375).Judge([Result]).IsMet);
        Assert.False(new Goal("", "race", "herd", "wait", 0.374).Judge([Result]).IsMet);
    }

    [Fact]
    public void A_goal_of_what_was_not_measured_is_not_met()
    {
        Assert.Equal((false, null), Judged(new Goal("", "race", "herd", "speed", 0, "Redis")));
        Assert.Equal((false, null), Judged(new Goal("", "other", "herd", "speed", 0)));

        static (bool, Summary?) Judged(Goal goal) => (goal.Judge([Result]).IsMet, goal.Judge([Result]).Value);
    }

    [Fact]
    public void Markdown_says_which_goals_are_met()
    {
        var markdown = Report([new Goal("as fast", "race", "herd", "speed", 1, "echo"), new Goal("soon", "race", "herd", "wait", 1), new Goal("cheap", "race", "herd", "price", 1)]).ToMarkdown();

        Assert.Contains("| as fast | ≥ 1.00 × echo | 0.65 | 0.50 | 0.80 | **no** |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("| soon | ≤ 1.00 ms | 0.38 | 0.25 | 0.50 | yes |\n", markdown, StringComparison.Ordinal);
        Assert.Contains("| cheap | 1.00 | not measured | | | |\n", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quick_run_says_that_its_values_say_nothing()
    {
        Assert.Contains("values say nothing", Report([], isQuick: true).ToMarkdown(), StringComparison.Ordinal);
        Assert.DoesNotContain("values say nothing", Report([]).ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_holds_every_value()
    {
        using var json = JsonDocument.Parse(Report([new Goal("as fast", "race", "herd", "speed", 1, "echo")]).ToJson());

        var scenario = json.RootElement.GetProperty("scenarios")[0];
        var series = scenario.GetProperty("series")[1];
        Assert.Equal("echo", series.GetProperty("subject").GetString());
        Assert.Equal([2000, 2500], series.GetProperty("values").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(0.65, series.GetProperty("ratio").GetProperty("median").GetDouble(), 6);
        Assert.Equal("higher", series.GetProperty("better").GetString());
        Assert.False(json.RootElement.GetProperty("goals")[0].GetProperty("isMet").GetBoolean());
        Assert.Equal("Some CPU", json.RootElement.GetProperty("machine").GetProperty("processor").GetString());
    }

    private static Report Report(IReadOnlyList<Goal> goals, bool isQuick = false) =>
        new(Here, "herd-bench race", isQuick, [Result], [.. goals.Select(goal => goal.Judge([Result]))]);
}
