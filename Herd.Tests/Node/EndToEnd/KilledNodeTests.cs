using Herd.Tests.Node.Commands;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

[Collection(ProcessTests.Name)]
public sealed class KilledNodeTests
{
    private const int Updates = 300;

    /// <summary>Some killed nodes separate others: Welsh is behind Holiday. In alford's ring none does.</summary>
    [Theory]
    [InlineData("goloman", "Holiday", "Goloman", "Welsh")]
    [InlineData("goloman", "Welsh", "Goloman", "Hands")]
    [InlineData("alford", "Welsh", "Alford", "Ball")]
    [InlineData("riley", "Juzang", "Riley", "Campbell")]
    [InlineData("clark", "Clark", "Jaquez", "Johnson")]
    public async Task A_killed_node_that_is_back_knows_what_it_missed_and_so_does_everybody_behind_it(
        string herdName, string killed, string writer, string otherWriter)
    {
        using var herd = new ProcessHerd(herdName);
        herd.StartAll();
        using var client = await herd.ConnectAsync(writer);
        using var other = await herd.ConnectAsync(otherWriter);

        var before = await ProcessHerd.WriteAsync(client, "before", Updates);
        var otherBefore = await ProcessHerd.WriteAsync(other, "other-before", Updates);
        var during = ProcessHerd.WriteAsync(client, "during", Updates);
        await herd[killed].KillAsync();
        var told = await during;
        var otherTold = await ProcessHerd.WriteAsync(other, "other-during", Updates);
        herd.Start(killed);
        var after = await ProcessHerd.WriteAsync(client, "after", Updates);

        foreach (var node in herd.Nodes)
        {
            await herd.AssertKnowsAsync(node, "during", told);
            await herd.AssertKnowsAsync(node, "other-during", otherTold);
            await herd.AssertKnowsAsync(node, "after", after);
            await herd.AssertKnowsAsync(node, "before", before);
            await herd.AssertKnowsAsync(node, "other-before", otherBefore);
        }

        Assert.All(herd.Processes, process => Assert.Equal("", process.Error));
    }

    [Fact]
    public async Task Each_node_is_killed_in_turn_and_no_other_has_a_word_to_say()
    {
        using var herd = new ProcessHerd("goloman");
        herd.StartAll();
        foreach (var killed in herd.Nodes)
        {
            await herd.Statuses.AwaitMembersAsync(herd.Nodes, herd.Nodes);
            await herd[killed].KillAsync();
            // Long enough for others to call it several times.
            await Task.Delay(TimeSpan.FromSeconds(2));
            Assert.All(herd.Processes, process => Assert.Equal("", process.Error));
            herd.Start(killed);
        }

        await herd.AssertUnharmedAsync();
        Assert.All(herd.Processes, process => Assert.Equal("", process.Error));
    }
}
