using Herd.Bench.Harness;
using Herd.Bench.Scenarios;
using Xunit;

namespace Herd.Tests.Bench;

public class ActorsScenarioTests
{
    [Fact]
    public async Task Actors_and_channels_play_to_the_end()
    {
        var result = await new Rounds(RunSettings.Quick, TextWriter.Null).RunAsync(new ActorsScenario(), CancellationToken.None);

        Assert.Empty(result.Failures);
        Assert.True(result.Find("actors", "messages")?.Summary.Median > 0);
        Assert.True(result.Find("channels", "messages")?.Summary.Median > 0);
    }
}
