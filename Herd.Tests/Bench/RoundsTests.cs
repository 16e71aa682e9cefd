using Herd.Bench.Harness;
using Xunit;

namespace Herd.Tests.Bench;

public sealed class RoundsTests
{
    private static readonly RunSettings Three = new(3, TimeSpan.FromSeconds(1), false);

    [Fact]
    public async Task Each_subject_comes_first_in_turn()
    {
        var scenario = new FixedScenario(("a", [1, 2, 3]), ("b", [1, 2, 3]), ("c", [1, 2, 3]));
        await RunAsync(scenario);

        Assert.Equal(["a", "b", "c", "b", "c", "a", "c", "a", "b"], scenario.Order);
        Assert.Equal(["a", "b", "c"], scenario.Disposed);
    }

    [Fact]
    public async Task Ratios_are_of_the_same_round()
    {
        // The ratio of the medians would be 2.
        var result = await RunAsync(new FixedScenario(("a", [10, 20, 60]), ("b", [10, 4, 20])));

        var ratio = result.Series[0].RatioTo(result.Series[1]);
        Assert.Equal(new Summary(3, 1, 5), ratio);
        Assert.Equal(new Summary(20, 10, 60), result.Series[0].Summary);
    }

    [Fact]
    public async Task A_subject_that_fails_is_left_out_and_the_others_go_on()
    {
        var scenario = new FixedScenario(("a", [1, 2, 3]), ("b", [1, null]));
        var result = await RunAsync(scenario);

        Assert.Equal([1, 2, 3], Assert.Single(result.Series).Values);
        Assert.Equal(new SubjectFailure("b", "b isn't here", false), Assert.Single(result.Failures));
        Assert.Equal(["a", "b", "b", "a", "a"], scenario.Order);
    }

    [Fact]
    public async Task A_run_that_is_stopped_leaves_nothing_behind()
    {
        var scenario = new FixedScenario(("a", [1]), ("b", [1]));
        await Assert.ThrowsAsync<OperationCanceledException>(() => new Rounds(Three, TextWriter.Null).RunAsync(scenario, new CancellationToken(canceled: true)));

        Assert.Equal(["a", "b"], scenario.Disposed);
    }

    [Theory]
    [InlineData(new double[] { 5 }, 5)]
    [InlineData(new double[] { 9, 1 }, 5)]
    [InlineData(new double[] { 9, 1, 2 }, 2)]
    [InlineData(new double[] { 9, 1, 2, 4 }, 3)]
    public void The_median_is_the_middle_or_between_the_two_middle_ones(double[] values, double median) =>
        Assert.Equal(median, Summary.Of(values).Median);

    private static async Task<ScenarioResult> RunAsync(IScenario scenario)
    {
        return await new Rounds(Three, TextWriter.Null).RunAsync(scenario, CancellationToken.None);
    }
}
