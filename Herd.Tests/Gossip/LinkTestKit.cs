using System.Collections.Concurrent;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Herd.Actors;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Gossip;

/// <summary>A node's links; the test plays their other ends and the registry.</summary>
public abstract class LinkTestKit : TestKit
{
    internal static readonly NodeIdentity Goloman = new("goloman", "Goloman", 100);
    internal static readonly NodeIdentity Hands = new("goloman", "Hands", 200);

    /// <summary>Heartbeats are so rare that they don't interfere.</summary>
    internal static readonly LinkSettings Patient = LinkSettings.Default with { DeadAfter = TimeSpan.FromMinutes(5) };

    protected LinkTestKit() => Registry = CreateTestProbe("registry");

    protected TestProbe Registry { get; }

    internal FakeConnector Connector { get; } = new();

    protected GossipActor.Setup Setup(NodeIdentity identity, LinkSettings settings, params Neighbour[] neighbours) =>
        new(identity, neighbours, settings, Registry, Connector, NoMessageLog.Instance, new Random(1), TimeProvider.System);

    protected IActorRef StartLink(NodeIdentity identity, string neighbour, LinkSettings? settings = null) =>
        Sys.ActorOf(PeerLink.Props(Setup(identity, settings ?? Patient), new Neighbour(neighbour, "test", 1)));

    /// <summary>Polls often: handshakes take a millisecond, and tests make hundreds.</summary>
    protected void AwaitCondition(Func<bool> condition) => AwaitCondition(condition, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(5));

    protected void AwaitAssert(Action assertion) => AwaitAssert(assertion, TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(5));

    protected IActorRef StartGossip(LinkSettings settings, params string[] neighbours)
    {
        var gossip = Sys.ActorOf(GossipActor.Props(Setup(Goloman, settings, [.. neighbours.Select(At)])));
        Registry.ExpectMsg<Subscribe>();
        return gossip;
    }

    protected static Neighbour At(string name) => new(name, "test", 1);

    protected static GossipActor.SetNeighbours SetNeighbours(params string[] names) => new([.. names.Select(At)]);

    protected Dictionary<string, LinkState> LinksOf(IActorRef gossip)
    {
        gossip.Tell(GetLinkStatus.Instance, TestActor);
        return ExpectMsg<LinkStatus[]>().ToDictionary(status => status.Neighbour, status => status.State);
    }

    protected void AwaitLinks(IActorRef gossip, params string[] names) =>
        AwaitAssert(() => Assert.Equal(names.Order(), LinksOf(gossip).Keys.Order()));

    private protected FakeConnection CallIn(IActorRef gossip, Handshake caller, string remote = "test:1")
    {
        var connection = new FakeConnection(remote);
        gossip.Tell(new GossipActor.Called(connection));
        AwaitCondition(() => connection.IsStarted);
        connection.Say(caller.Own.ToFrame());
        return connection;
    }

    /// <summary>Plays a caller until it is verified. If its name is first, it also decides to use the connection.</summary>
    private protected FakeConnection ShakeHandsAsCaller(IActorRef gossip, NodeIdentity node, string remote = "test:1")
    {
        var caller = new Handshake(node, "Goloman", "", isCaller: true);
        var connection = CallIn(gossip, caller, remote);
        AwaitCondition(() =>
        {
            Answer(caller, connection);
            return caller.IsVerified;
        });
        if (string.CompareOrdinal(node.Name, "Goloman") < 0)
        {
            // A real connection holds back what comes until the new owner asks for it.
            AwaitCondition(() => connection.Starts == 2);
            connection.Say(LinkFrame.Use);
        }

        return connection;
    }

    /// <summary>Like <see cref="ShakeHandsAsCaller"/>, until both sides have sent their vectors.</summary>
    private protected FakeConnection LinkAsCaller(IActorRef gossip, NodeIdentity node, string remote = "test:1")
    {
        var connection = ShakeHandsAsCaller(gossip, node, remote);
        // A replaced link's session is stopped before.
        var asked = (GetVector)Registry.FishForMessage(message => message is GetVector);
        Registry.Reply(new CurrentVector(asked, VersionVector.Empty));
        AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Have));
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        Registry.ExpectMsg<SendMissing>();
        return connection;
    }

    protected IActorRef NextCall() => NextCallTo().Caller;

    protected (Neighbour Neighbour, IActorRef Caller) NextCallTo()
    {
        (Neighbour, IActorRef) call = default;
        AwaitCondition(() => Connector.Calls.TryDequeue(out call));
        return call;
    }

    private protected FakeConnection Connect()
    {
        var connection = new FakeConnection();
        NextCall().Tell(new LinkConnected(connection));
        return connection;
    }

    private protected byte[] TakeHello(FakeConnection connection)
    {
        byte[]? hello = null;
        AwaitAssert(() =>
        {
            hello ??= connection.Take().SingleOrDefault(frame => frame.Kind == LinkFrameKind.Hello).Frame;
            Assert.NotNull(hello);
        });
        return hello![LinkFrame.HeaderLength..];
    }

    /// <summary>Plays the called side until it is verified.</summary>
    private protected void ShakeHandsAsCalled(FakeConnection connection, NodeIdentity as_)
    {
        var hello = TakeHello(connection);
        var own = Herd.Actors.Gossip.Hello.TryRead(hello)!;
        var called = new Handshake(as_, own.Node, "", isCaller: false);
        List<ReadOnlyMemory<byte>> answers = [];
        Assert.Null(called.Take(LinkFrameKind.Hello, hello, answers));
        connection.Say([.. answers]);
        AwaitCondition(() =>
        {
            Answer(called, connection);
            return called.IsVerified;
        });
    }

    private protected static void Answer(Handshake side, FakeConnection connection)
    {
        List<ReadOnlyMemory<byte>> answers = [];
        while (!side.IsVerified && connection.TakeFirst() is var (kind, frame))
            Assert.Null(side.Take(kind, frame.AsSpan(LinkFrame.HeaderLength), answers));
        if (answers.Count > 0)
            connection.Say([.. answers]);
    }

    private protected FakeConnection Link(IActorRef link)
    {
        var connection = Connect();
        ShakeHandsAsCalled(connection, Hands);
        AnswerVector(VersionVector.Empty);
        AwaitCondition(() => Kinds(connection).Contains(LinkFrameKind.Have));
        Assert.False(link.IsNobody());
        return connection;
    }

    private protected FakeConnection Live(IActorRef link)
    {
        var connection = Link(link);
        connection.Say(LinkFrame.Write(LinkFrameKind.Have, VersionVector.Empty));
        var missing = Registry.ExpectMsg<SendMissing>();
        link.Tell(new CatchUpPart(missing.Session, new UpdateBlock(default, 0), VersionVector.Empty));
        AwaitSent(connection, "Covered");
        return connection;
    }

    protected void AnswerVector(VersionVector vector)
    {
        var asked = Registry.ExpectMsg<GetVector>();
        Registry.Reply(new CurrentVector(asked, vector));
    }

    private protected static IEnumerable<LinkFrameKind> Kinds(FakeConnection connection) => connection.Take().Select(frame => frame.Kind);

    private protected void AwaitSent(FakeConnection connection, params string[] expected)
    {
        var sent = new List<string>();
        AwaitAssert(() =>
        {
            foreach (var (kind, frame) in connection.Take())
                sent.Add(kind == LinkFrameKind.Update ? Updates.Describe(frame).Single() : kind.ToString());
            Assert.Equal(expected, sent);
        });
    }

    internal sealed class FakeConnector : ILinkConnector
    {
        public ConcurrentQueue<(Neighbour Neighbour, IActorRef Caller)> Calls { get; } = [];

        public void Connect(Neighbour neighbour, TimeSpan timeout, IActorRef replyTo) => Calls.Enqueue((neighbour, replyTo));
    }
}
