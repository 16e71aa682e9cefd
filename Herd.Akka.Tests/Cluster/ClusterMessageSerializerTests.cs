using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Cluster.Serialization;
using Xunit;
using static Akka.Cluster.Tests.ClusterTestSettings;

namespace Akka.Cluster.Tests;

public sealed class ClusterMessageSerializerTests
{
    private static readonly ClusterMessageSerializer Serializer = new(null!);

    public static TheoryData<string> Names => [.. Messages().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_written_is_read(string name)
    {
        var message = Messages()[name];

        var read = Serializer.FromBinary(Serializer.ToBinary(message), Serializer.Manifest(message));

        Assert.Equal(message.GetType(), read.GetType());
        Assert.Equal(Convert.ToHexString(Serializer.ToBinary(message)), Convert.ToHexString(Serializer.ToBinary(read)));
        if (message is GossipEnvelope { Gossip: var gossip })
        {
            var other = ((GossipEnvelope)read).Gossip;
            Assert.Equal(gossip.Members.Select(member => $"{member}"), other.Members.Select(member => $"{member}"));
            Assert.Equal(gossip.Reachability.AllUnreachable, other.Reachability.AllUnreachable);
            Assert.Equal(VectorClock.Ordering.Same, gossip.Version.CompareTo(other.Version));
            Assert.Equal(gossip.Tombstones, other.Tombstones);
            Assert.True(gossip.Seen.SetEquals(other.Seen));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_bytes_are_a_serialization_exception_or_another_message_and_nothing_else(string name)
    {
        var message = Messages()[name];
        var bytes = Serializer.ToBinary(message);
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var damaged = bytes.ToArray();
            if (damaged.Length > 0 && round % 2 == 0)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            else
                damaged = damaged[..random.Next(damaged.Length + 1)];
            try
            {
                Serializer.FromBinary(damaged, Serializer.Manifest(message));
            }
            catch (SerializationException)
            {
                // As documented.
            }
        }
    }

    [Fact]
    public void An_unknown_manifest_is_refused() =>
        Assert.Throws<SerializationException>(() => Serializer.FromBinary([], "System.Diagnostics.Process"));

    [Fact]
    public void A_gossip_of_50_quiet_members_is_small()
    {
        var members = Enumerable.Range(0, 50).Select(number => Member(number, MemberStatus.Up, upNumber: number + 1, roles: "herd")).ToList();
        var gossip = Gossip.Empty.Change(Node(0), [.. members]);
        gossip = members.Aggregate(gossip, (all, member) => all.Change(member.UniqueAddress));
        gossip = members.Aggregate(gossip, (all, member) => all.MarkSeen(member.UniqueAddress));

        var length = Serializer.ToBinary(new GossipEnvelope(Node(0), Node(1), gossip)).Length;

        Assert.InRange(length, 100, 50 * 25);
    }

    private static Dictionary<string, object> Messages()
    {
        var gossip = Gossip.Empty
            .Change(Node(1), [Member(1, MemberStatus.Up, roles: ["a", "b"]), Member(2, MemberStatus.Joining, roles: "b"), Member(3, MemberStatus.Down), Member(4, MemberStatus.Down)])
            .Change(Node(2), reachability: Reachability.Empty.Unreachable(Node(2), Node(3)).Terminated(Node(1), Node(3)))
            .Remove(Node(1), [Node(4)], now: 1_700_000_000_000)
            .MarkSeen(Node(2));
        return new object[]
        {
            new InitJoin("Akka.Cluster.NoDowning"),
            new InitJoinAck(Node(1).Address, "Akka.Cluster.NoDowning"),
            new InitJoinNack(Node(1).Address),
            new Join(Node(1, -5), ["a", "b"]),
            new Welcome(Node(1), gossip),
            new GossipEnvelope(Node(1), Node(2), gossip),
            new GossipStatus(Node(1), gossip.Version),
            new ExitingConfirmed(new UniqueAddress(new Address("akka.tcp", "other", "host", 1), 7)),
            new Heartbeat(Node(1).Address, 3, 123456789),
            new HeartbeatRsp(Node(1), 3, 123456789),
        }.ToDictionary(message => message.GetType().Name);
    }
}
