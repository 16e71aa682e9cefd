using System.Buffers.Binary;
using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Tests.Locations;
using Herd.Tests.Protocol;
using Xunit;

namespace Herd.Tests.Gossip;

public class HostilePeerTests : LinkTestKit
{
    public static TheoryData<string> Wrongs => [.. BadFrames.All.Keys];

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void A_bad_update_closes_the_link(string wrong)
    {
        var connection = Live(StartLink(Goloman, "Hands"));

        connection.Say(BadFrames.All[wrong]);

        AwaitClosed(connection);
    }

    [Fact]
    public void An_update_from_a_future_that_no_client_may_tell_closes_the_link()
    {
        var ahead = DateTimeOffset.UtcNow + LinkSettings.Default.MaxAhead;
        var connection = Live(StartLink(Goloman, "Hands"));
        connection.Say(Updates.Frame("kiwi", ahead.ToUnixTimeSeconds() - 600, "Hands", 200, 1));
        Registry.ExpectMsg<Learn>();

        connection.Say(Updates.Frame("kiwi", ahead.ToUnixTimeSeconds() + 600, "Hands", 200, 2));

        AwaitClosed(connection);
    }

    [Theory]
    [InlineData(LinkFrameKind.Update)]
    [InlineData(LinkFrameKind.Covered)]
    public void What_comes_before_this_node_said_what_it_has_closes_the_link(LinkFrameKind kind)
    {
        StartLink(Goloman, "Hands");
        var connection = Connect();
        ShakeHandsAsCalled(connection, Hands);
        Registry.ExpectMsg<GetVector>();

        connection.Say(kind == LinkFrameKind.Update ? BadFrames.Good : LinkFrame.Write(kind, VersionVector.Empty));

        AwaitClosed(connection);
    }

    public static TheoryData<string, byte[]> Vectors => new()
    {
        { "nothing", [] },
        { "more entries than it has", [2, 0, .. Entry("Hands", 1)] },
        { "less entries than it has", [1, 0, .. Entry("Hands", 1), .. Entry("Welsh", 1)] },
        { "a name that is none", [1, 0, .. Entry("a b", 1)] },
        { "an empty name", [1, 0, .. Entry("", 1)] },
        { "a sequence number that nobody reaches", [1, 0, .. Entry("Hands", UpdateFrame.MaxSequence + 1)] },
        { "the greatest number that there is", [1, 0, .. Entry("Goloman", ulong.MaxValue)] },
        { "a sequence number that isn't given", [1, 0, .. Entry("Hands", 0)] },
        { "thousands of origins", [1, 16, .. Enumerable.Range(0, VersionVector.MaxCount + 1).SelectMany(number => Entry($"Node{number}", 1))] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_bad_claim_closes_the_link(string wrong, byte[] vector)
    {
        var connection = Live(StartLink(Goloman, "Hands"));

        connection.Say(LinkFrame.Write(LinkFrameKind.Covered, vector));

        AwaitClosed(connection, wrong);
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_bad_word_of_what_it_has_closes_the_link(string wrong, byte[] vector)
    {
        var connection = Link(StartLink(Goloman, "Hands"));

        connection.Say(LinkFrame.Write(LinkFrameKind.Have, vector));

        AwaitClosed(connection, wrong);
        Assert.False(Registry.HasMessages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_claim_that_the_registry_does_not_believe_closes_the_link_whatever_follows(int more)
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Live(link);
        var wrong = LinkFrame.Write(LinkFrameKind.Covered, VersionVector.From([("Goloman", 100, 5)]));
        connection.Say([wrong, .. Enumerable.Repeat(LinkFrame.Write(LinkFrameKind.Covered, VersionVector.Empty), more)]);
        var claim = Registry.ExpectMsg<LearnCovered>();

        link.Tell(new Disbelieved(claim, "no"));

        AwaitClosed(connection);
    }

    [Fact]
    public void Who_says_again_and_again_what_it_has_asks_the_registry_once_at_a_time()
    {
        var link = StartLink(Goloman, "Hands");
        var connection = Link(link);
        for (var number = 1; number <= 1_000; number++)
            connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.From([("Welsh", 3, (ulong)number)])));
        HasHandledAllBefore(link);

        // The one of Link(), which the registry hasn't begun to answer.
        var first = Assert.Single(Asked<SendMissing>());
        link.Tell(new CatchUpPart(first.Session, new UpdateBlock(default, 0), null));
        HasHandledAllBefore(link);

        Assert.Equal(1_000ul, Assert.Single(Asked<SendMissing>()).TheyHave["Welsh", 3]);
    }

    [Fact]
    public void Who_makes_a_node_say_much_and_reads_nothing_loses_the_link()
    {
        var link = StartLink(Goloman, "Hands", Patient with { MaxPendingBytes = 64 * 1024 });
        var connection = Live(link);
        connection.TakesMore = false;
        var vector = VersionVector.From(Enumerable.Range(0, VersionVector.MaxCount).Select(number => ($"Node{number}", 1UL, 1UL)));

        for (var times = 0; times < 10 && !connection.IsClosed; times++)
        {
            connection.Say(LinkFrame.Overflow);
            HasHandledAllBefore(link);
            if (Asked<GetVector>().SingleOrDefault() is { } question)
                link.Tell(new CurrentVector(question, vector));
            HasHandledAllBefore(link);
        }

        Assert.True(connection.IsClosed);
    }

    private static void HasHandledAllBefore(IActorRef link) => link.Ask<LinkStatus>(GetLinkStatus.Instance, TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();

    private List<T> Asked<T>()
    {
        List<T> asked = [];
        while (Registry.HasMessages)
        {
            if (Registry.ReceiveOne(TimeSpan.Zero) is T question)
                asked.Add(question);
        }

        return asked;
    }

    private void AwaitClosed(FakeConnection connection, string why = "")
    {
        AwaitCondition(() => connection.IsClosed, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(5), why);
        while (Registry.HasMessages)
            Assert.IsNotType<Learn>(Registry.ReceiveOne(TimeSpan.Zero));
    }

    private static byte[] Entry(string name, ulong sequence)
    {
        byte[] entry = [(byte)name.Length, .. Bytes.Of(name), .. new byte[16]];
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(entry.Length - 16), 100);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(entry.Length - 8), sequence);
        return entry;
    }
}
