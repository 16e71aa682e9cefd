using Herd.Bench.Harness;
using Herd.Bench.Throughput;
using Xunit;

namespace Herd.Tests.Bench.Throughput;

public class ActorsScenarioTests
{
    [Fact]
    public async Task Actors_and_channels_play_to_the_end()
    {
        using var output = new StringWriter();
        using var progress = new Progress(output, isTerminal: false);

        var result = await new Rounds(RunSettings.Quick, progress).RunAsync(new ActorsScenario(), CancellationToken.None);

        Assert.Empty(result.Failures);
        Assert.True(result.Find("actors", "messages")?.Summary.Median > 0);
        Assert.True(result.Find("channels", "messages")?.Summary.Median > 0);
    }
}
