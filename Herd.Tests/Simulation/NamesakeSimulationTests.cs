using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Simulation;

public sealed class NamesakeSimulationTests : IDisposable
{
    private const string Warning = "two nodes call themselves Riley";
    private readonly SimulatedActors _actors = new();
    private readonly SimulatedHerd _herd;

    public NamesakeSimulationTests() => _herd = new SimulatedHerd(new Random(5), LinkSettings.Default, _actors);

    [Fact]
    public void A_second_node_of_one_name_is_told_and_leaves_the_herd_as_it_is()
    {
        // The first name decides about a link: Ball about the one with Riley, Riley about the one with Welsh.
        var (ball, welsh) = (_herd.Add("Ball", ["Riley", "Welsh"]), _herd.Add("Welsh", ["Ball", "Riley"]));
        var first = _herd.Add("Riley", ["Ball", "Welsh"]);
        var second = _herd.Add("Riley", ["Ball", "Welsh"], host: "elsewhere");
        SimulatedNode[] herd = [ball, welsh, first];
        foreach (var node in herd)
            node.Start();
        _herd.Advance(TimeSpan.FromSeconds(2));
        var made = new[] { ball, welsh }.ToDictionary(node => node, node => Count(node, "link with Riley made"));

        second.Start();
        _herd.Advance(TimeSpan.FromMinutes(1));

        Assert.All(made, before =>
        {
            Assert.Equal(1, Count(before.Key, Warning));
            // One for the second Riley, which could have been a restart of the first, and one for the first again.
            Assert.Equal(before.Value + 2, Count(before.Key, "link with Riley made"));
        });
        // The simulation has no membership, which would end the second Riley now.
        Assert.Equal(0, Count(first, Warning));

        foreach (var node in herd)
            Assert.NotNull(node.Report($"client-{node.Name}", 1));
        Assert.InRange(_herd.AdvanceUntilAgreed(herd), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        Assert.Equal(3, first.Table.Count);

        // Once the first is gone, the herd also gets what the second was told meanwhile.
        Assert.NotNull(second.Report("client-second", 1));
        first.Crash(losesDisk: true, silently: false);
        _herd.AdvanceUntilAgreed([ball, welsh, second]);
        Assert.Equal(4, ball.Table.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_node_that_was_started_again_is_taken_at_once_and_nobody_is_warned(bool silently)
    {
        var (ball, welsh) = (_herd.Add("Ball", ["Riley", "Welsh"]), _herd.Add("Welsh", ["Ball", "Riley"]));
        var riley = _herd.Add("Riley", ["Ball", "Welsh"]);
        foreach (var node in _herd.Nodes)
            node.Start();
        for (var times = 0; times < 5; times++)
        {
            _herd.Advance(TimeSpan.FromSeconds(2));
            riley.Crash(losesDisk: false, silently);
            riley.Start();
            Assert.NotNull(ball.Report($"client-{times}", 1));
            Assert.InRange(_herd.AdvanceUntilAgreed(_herd.Nodes), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }

        Assert.All(_herd.Nodes, node => Assert.Equal(0, Count(node, Warning)));
    }

    [Fact]
    public void A_clock_that_went_back_keeps_a_node_out_no_longer_than_its_earlier_start_is_not_known_to_be_dead()
    {
        var (ball, welsh) = (_herd.Add("Ball", ["Riley", "Welsh"]), _herd.Add("Welsh", ["Ball", "Riley"]));
        var riley = _herd.Add("Riley", ["Ball", "Welsh"]);
        foreach (var node in _herd.Nodes)
            node.Start();
        _herd.Advance(TimeSpan.FromSeconds(2));
        riley.Crash(losesDisk: true, silently: true);
        riley.LoseEpoch();
        riley.ClockSkew = TimeSpan.FromHours(-1);
        riley.Start();
        Assert.NotNull(riley.Report("client", 1));

        Assert.InRange(
            _herd.AdvanceUntilAgreed(_herd.Nodes),
            TimeSpan.FromSeconds(1),
            LinkSettings.Default.DeadAfter * 4 / 3 + LinkSettings.Default.MaxBackoff * 1.5);
        Assert.All(_herd.Nodes, node => Assert.Equal(0, Count(node, Warning)));
    }

    public void Dispose()
    {
        _herd.Dispose();
        _actors.Dispose();
    }

    private static int Count(SimulatedNode node, string text) => node.Log.AllNotes.Split('\n').Count(note => note.Contains(text, StringComparison.Ordinal));
}
