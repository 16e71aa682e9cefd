using System.Diagnostics;
using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Telemetry;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Gossip;

/// <summary>A trace crosses a link in a frame of its own, right before its update's.</summary>
public class LinkTraceTests : LinkTestKit
{
    private static readonly byte[] Ids = [.. Enumerable.Range(1, 24).Select(number => (byte)number)];
    private static readonly byte[] Kiwi = Updates.Frame("kiwi", 1, "Hands", 200, 1);
    private static readonly ReadOnlyMemory<byte> Good = LinkFrame.Write(LinkFrameKind.Trace, Ids);

    public static TheoryData<string, byte[]> Wrongs => new()
    {
        { "nothing", [] },
        { "too little", Ids[..^1] },
        { "too much", [.. Ids, 1] },
        { "no trace", [.. new byte[16], .. Ids[16..]] },
        { "no span", [.. Ids[..16], .. new byte[8]] },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void A_bad_trace_closes_the_link(string wrong, byte[] body)
    {
        var connection = Live(StartLink(Goloman, "Hands"));

        connection.Say(LinkFrame.Write(LinkFrameKind.Trace, body), Kiwi);

        AwaitCondition(() => connection.IsClosed, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(5), wrong);
    }

    [Fact]
    public void A_trace_without_an_update_closes_the_link()
    {
        var connection = Live(StartLink(Goloman, "Hands"));

        connection.Say(Good, LinkFrame.Heartbeat);

        AwaitCondition(() => connection.IsClosed);
    }

    [Fact]
    public void Two_traces_for_one_update_close_the_link()
    {
        var connection = Live(StartLink(Goloman, "Hands"));

        connection.Say(Good, Good, Kiwi);

        AwaitCondition(() => connection.IsClosed);
    }

    [Fact]
    public void A_trace_before_this_node_said_what_it_has_closes_the_link()
    {
        StartLink(Goloman, "Hands");
        var connection = Connect();
        ShakeHandsAsCalled(connection, Hands);
        Registry.ExpectMsg<GetVector>();

        connection.Say(Good);

        AwaitCondition(() => connection.IsClosed);
    }

    [Fact]
    public void The_update_behind_a_trace_has_it_and_no_other()
    {
        var connection = Live(StartLink(Goloman, "Hands"));

        connection.Say(Updates.Frame("fig", 1, "Hands", 200, 1), Good);
        connection.Say(Updates.Frame("kiwi", 1, "Hands", 200, 2), Updates.Frame("plum", 1, "Hands", 200, 3));

        var (first, second) = (Registry.ExpectMsg<Learn>(), Registry.ExpectMsg<Learn>());
        Assert.Equal((1, null), (first.Block.Count, first.Trace));
        Assert.Equal(["kiwi@1 Hands:2", "plum@1 Hands:3"], Updates.Describe(second.Block));
        Assert.Equal(Ids, IdsOf(second.Trace!));
    }

    [Fact]
    public void A_traced_update_goes_out_behind_its_trace_though_this_node_traces_nothing()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Live(link);
        connection.Say(Good, Kiwi);
        var trace = Registry.ExpectMsg<Learn>().Trace;

        link.Tell(new Flood(Updates.Block(Updates.Frame("fig", 1, "Goloman", 100, 1)), null));
        link.Tell(new Flood(Updates.Block(Updates.Frame("plum", 1, "Goloman", 100, 2)), null, trace));

        AwaitSent(connection, "fig@1 Goloman:1", "Trace", "plum@1 Goloman:2");
    }

    [Fact]
    public void Only_what_comes_behind_the_neighbours_word_that_it_sent_all_is_live()
    {
        var connection = Live(StartLink(Goloman, "Hands"));

        connection.Say(Kiwi, LinkFrame.Write(LinkFrameKind.Covered, VersionVector.Empty), Updates.Frame("plum", 1, "Hands", 200, 2));

        Assert.False(Registry.ExpectMsg<Learn>().IsLive);
        Registry.ExpectMsg<LearnCovered>();
        Assert.True(Registry.ExpectMsg<Learn>().IsLive);
    }

    private static byte[] IdsOf(Traced trace)
    {
        var ids = new byte[24];
        trace.Context.TraceId.CopyTo(ids.AsSpan(0, 16));
        trace.Context.SpanId.CopyTo(ids.AsSpan(16));
        Assert.Equal(ActivityTraceFlags.Recorded, trace.Context.TraceFlags);
        return ids;
    }
}
