using System.Text;
using Akka.Actor;
using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Gossip;

public class LinkRefusalTests : LinkTestKit
{
    private static readonly LinkSettings Secretive = Patient with { Secret = "right" };

    [Fact]
    public void A_neighbour_that_does_not_know_the_secret_is_refused_with_one_clear_line_however_often_it_is_called()
    {
        StartGossip(Secretive, "Hands");

        EventFilter.Warning(message: "no link with Hands at test:1: they don't know the same secret of the herd 'goloman' (herd.link.secret)").ExpectOne(() =>
        {
            for (var times = 0; times < 3; times++)
            {
                var connection = Connect();
                var hello = TakeHello(connection);
                var impostor = new Handshake(Hands, "Goloman", "wrong", isCaller: false);
                List<ReadOnlyMemory<byte>> answers = [];
                impostor.Take(LinkFrameKind.Hello, hello, answers);
                connection.Say([.. answers]);
                AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Proof));
                // It can't verify the proof, and answers with a fake one.
                connection.Say(LinkFrame.Write(LinkFrameKind.Proof, new byte[32]));
                AwaitCondition(() => connection.IsClosed);
                Assert.Equal(LinkFrameKind.Refused, connection.Take()[^1].Kind);
            }
        });

        Registry.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_neighbour_with_another_nodes_certificate_is_refused()
    {
        StartGossip(Patient, "Hands");

        EventFilter.Warning(message: "no link with Hands at test:1: Hands shows Welsh's certificate").ExpectOne(() =>
        {
            var connection = Connect();
            connection.CertificateOf = "Welsh";
            var impostor = new Handshake(Hands, "Goloman", "", isCaller: false);
            List<ReadOnlyMemory<byte>> answers = [];
            impostor.Take(LinkFrameKind.Hello, TakeHello(connection), answers);
            connection.Say([.. answers]);
            AwaitCondition(() => connection.IsClosed);
            Assert.DoesNotContain(LinkFrameKind.Proof, Kinds(connection));
        });
    }

    [Theory]
    [InlineData("Hands", true)]
    [InlineData("Welsh", false)]
    public void Who_calls_has_to_be_whom_its_certificate_names(string certificateOf, bool isTaken)
    {
        var gossip = StartGossip(Patient);
        var connection = new FakeConnection { CertificateOf = certificateOf };
        gossip.Tell(new GossipActor.Called(connection));
        AwaitCondition(() => connection.IsStarted);

        connection.Say(new Handshake(Hands, "Goloman", "", isCaller: true).Own.ToFrame());

        AwaitCondition(() => isTaken ? Kinds(connection).Contains(LinkFrameKind.Hello) : connection.IsClosed);
        Assert.Equal(!isTaken, connection.IsClosed);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_proof_of_another_channel_is_none(byte othersChannel, bool isTaken)
    {
        var gossip = StartGossip(Patient);
        var caller = new Handshake(Hands, "Goloman", "", isCaller: true, channel: new byte[] { othersChannel });
        var connection = new FakeConnection { SeenChannel = new byte[] { 1 } };
        gossip.Tell(new GossipActor.Called(connection));
        AwaitCondition(() => connection.IsStarted);
        connection.Say(caller.Own.ToFrame());

        List<ReadOnlyMemory<byte>> answers = [];
        caller.Take(LinkFrameKind.Hello, TakeHello(connection), answers);
        connection.Say([.. answers]);

        AwaitCondition(() => Kinds(connection).Contains(isTaken ? LinkFrameKind.Proof : LinkFrameKind.Refused));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Whom_it_calls_has_to_see_the_same_channel(byte othersChannel, bool isTaken)
    {
        StartGossip(Patient, "Hands");
        var connection = new FakeConnection { SeenChannel = new byte[] { 1 } };
        NextCall().Tell(new LinkConnected(connection));
        var called = new Handshake(Hands, null, "", isCaller: false, channel: new byte[] { othersChannel });
        List<ReadOnlyMemory<byte>> answers = [];
        called.Take(LinkFrameKind.Hello, TakeHello(connection), answers);
        connection.Say([.. answers]);
        byte[]? proof = null;
        AwaitCondition(() => (proof = connection.Take().SingleOrDefault(frame => frame.Kind == LinkFrameKind.Proof).Frame) is not null);

        Assert.Equal(isTaken, called.Take(LinkFrameKind.Proof, proof.AsSpan(LinkFrame.HeaderLength), answers) is null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_neighbour_that_TLS_fails_with_is_told_of_and_one_that_is_away_is_not(bool isRefusal)
    {
        StartGossip(Patient, "Hands");

        EventFilter.Warning(contains: "no link with Hands").Expect(isRefusal ? 1 : 0, () =>
        {
            for (var times = 0; times < 3; times++)
                NextCall().Tell(new LinkNotConnected("its certificate isn't issued by the herd's CA", IsRefusal: isRefusal));
        });
    }

    [Fact]
    public void A_refusal_is_told_once_however_often_it_comes()
    {
        StartGossip(Patient, "Hands");
        EventFilter.Warning(contains: "not today").Expect(1, () =>
        {
            for (var times = 0; times < 2; times++)
            {
                BeRefused("not today"u8);
                BeRefused("nor tomorrow"u8);
            }
        });

        void BeRefused(ReadOnlySpan<byte> reason)
        {
            var connection = Connect();
            TakeHello(connection);
            connection.Say(LinkFrame.WriteRefusal(RefusalKind.Other, Encoding.UTF8.GetString(reason)));
            AwaitAssert(() => Assert.True(connection.IsClosed));
        }
    }

    [Theory]
    [InlineData("alford", "Hands", "no link with Hands at test:1: Goloman is of the herd 'goloman', Hands is of the herd 'alford' (herd.name)")]
    [InlineData("alford", "Adams", "no link with Adams at test:1: Adams is of the herd 'alford', Goloman is of the herd 'goloman' (herd.name)")]
    public void A_caller_that_is_refused_is_told_once_however_often_it_calls(string herd, string name, string line)
    {
        var gossip = StartGossip(Patient);

        EventFilter.Warning(message: line).ExpectOne(() =>
        {
            for (var times = 0; times < 3; times++)
                AssertRefused(CallIn(gossip, new Handshake(new NodeIdentity(herd, name, 200), "Goloman", "", isCaller: true)));
        });

        AwaitLinks(gossip);
    }

    [Fact]
    public void An_older_protocol_is_refused_with_what_to_do()
    {
        var gossip = StartGossip(Patient);
        var hello = new Hello("goloman", "Hands", 200, new byte[Hello.NonceLength], Version: 0).ToFrame();

        EventFilter.Warning(message: "no link with test:1: one speaks version 0 of the link protocol, the other 3: update the older one").ExpectOne(() =>
        {
            for (var times = 0; times < 2; times++)
            {
                var connection = new FakeConnection();
                gossip.Tell(new GossipActor.Called(connection));
                AwaitCondition(() => connection.IsStarted);
                connection.Say(hello);
                AssertRefused(connection);
            }
        });
    }

    [Fact]
    public void A_caller_that_does_not_know_the_secret_leaves_no_link_and_one_line()
    {
        var gossip = StartGossip(Secretive);

        EventFilter.Warning(contains: "no link with Hands").ExpectOne(() =>
        {
            for (var times = 0; times < 2; times++)
            {
                var connection = CallIn(gossip, new Handshake(Hands, "Goloman", "wrong", isCaller: true));
                AwaitCondition(() => connection.TakeFirst() is (LinkFrameKind.Hello, _));
                connection.Say(LinkFrame.Write(LinkFrameKind.Proof, new byte[32]));
                AssertRefused(connection);
            }
        });

        AwaitLinks(gossip);
    }

    [Fact]
    public void A_caller_that_refuses_this_node_leaves_one_line_and_the_same_one_as_if_it_had_been_called()
    {
        var gossip = StartGossip(Secretive, "Hands");

        EventFilter.Warning(contains: "they don't know the same secret").ExpectOne(() =>
        {
            var connection = CallIn(gossip, new Handshake(Hands, "Goloman", "wrong", isCaller: true));
            AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Hello));
            connection.Say(LinkFrame.WriteRefusal(RefusalKind.Other, "they don't know the same secret of the herd 'goloman' (herd.link.secret)"));
            AwaitCondition(() => connection.IsClosed);

            var called = Connect();
            var impostor = new Handshake(Hands, "Goloman", "wrong", isCaller: false);
            List<ReadOnlyMemory<byte>> answers = [];
            impostor.Take(LinkFrameKind.Hello, TakeHello(called), answers);
            called.Say([.. answers, LinkFrame.Write(LinkFrameKind.Proof, new byte[32])]);
            AwaitCondition(() => called.IsClosed);
        });
    }

    [Fact]
    public void A_second_node_of_this_ones_name_is_refused_and_the_later_start_is_told_so()
    {
        var gossip = StartGossip(Patient);
        gossip.Tell(new GossipActor.ShowPresence(new Presence(new NodeDescription("Goloman", "test", 1, 2, 3), 100, null, [])), TestActor);

        var later = ShakeHandsAsCaller(gossip, Goloman with { Epoch = 101 });
        AssertRefused(later, RefusalKind.NameTaken);
        Assert.Equal(new GossipActor.NameTaken("Goloman at test:1", IsEarlier: false), ExpectMsg<GossipActor.NameTaken>());
        var earlier = ShakeHandsAsCaller(gossip, Goloman with { Epoch = 99 });
        AssertRefused(earlier, RefusalKind.Other);
        Assert.Equal(new GossipActor.NameTaken("Goloman at test:1", IsEarlier: true), ExpectMsg<GossipActor.NameTaken>());

        AwaitLinks(gossip);
    }

    [Fact]
    public void A_visitor_that_comes_before_there_is_anything_to_show_is_sent_away_without_a_refusal()
    {
        var gossip = StartGossip(Patient);
        var visitor = new Handshake(Hands, "Goloman", "", isCaller: true, HelloPurpose.Visit);
        var connection = CallIn(gossip, visitor);

        AwaitCondition(() =>
        {
            Answer(visitor, connection);
            return visitor.IsVerified && connection.IsClosed;
        });
        Assert.DoesNotContain(LinkFrameKind.Refused, Kinds(connection));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("two words")]
    [InlineData("line\nend")]
    [InlineData("a/b")]
    public void A_name_that_no_node_can_have_is_no_hello(string name)
    {
        var gossip = StartGossip(Patient);

        EventFilter.Warning(contains: "its first frame is no hello").ExpectOne(() =>
            AssertRefused(CallIn(gossip, new Handshake(new NodeIdentity("goloman", name, 1), "Goloman", "", isCaller: true))));
    }

    private void AssertRefused(FakeConnection connection)
    {
        AwaitCondition(() => connection.IsClosed);
        Assert.Equal(LinkFrameKind.Refused, connection.Take()[^1].Kind);
    }

    private void AssertRefused(FakeConnection connection, RefusalKind kind)
    {
        AwaitCondition(() => connection.IsClosed);
        var (frame, bytes) = connection.Take()[^1];
        Assert.Equal((LinkFrameKind.Refused, kind), (frame, LinkFrame.ReadRefusal(bytes.AsSpan(LinkFrame.HeaderLength)).Kind));
    }
}
