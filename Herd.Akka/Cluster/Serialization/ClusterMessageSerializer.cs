using System.Collections.Immutable;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using Akka.Serialization.Wire;

namespace Akka.Cluster.Serialization;

/// <summary>The messages between the nodes of a cluster. Knows these and no others.</summary>
public class ClusterMessageSerializer : SerializerWithStringManifest
{
    private const string InitJoinManifest = "IJ";
    private const string InitJoinAckManifest = "IJA";
    private const string InitJoinNackManifest = "IJN";
    private const string JoinManifest = "J";
    private const string WelcomeManifest = "W";
    private const string GossipManifest = "GE";
    private const string StatusManifest = "GS";
    private const string ExitingManifest = "EC";
    private const string HeartbeatManifest = "HB";
    private const string HeartbeatRspManifest = "HBR";

    public ClusterMessageSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override string Manifest(object o) => o switch
    {
        InitJoin => InitJoinManifest,
        InitJoinAck => InitJoinAckManifest,
        InitJoinNack => InitJoinNackManifest,
        Join => JoinManifest,
        Welcome => WelcomeManifest,
        GossipEnvelope => GossipManifest,
        GossipStatus => StatusManifest,
        ExitingConfirmed => ExitingManifest,
        Heartbeat => HeartbeatManifest,
        HeartbeatRsp => HeartbeatRspManifest,
        _ => throw new ArgumentException($"Can't serialize object of type {o.GetType()}"),
    };

    public override byte[] ToBinary(object obj)
    {
        var writer = new WireWriter();
        _ = obj switch
        {
            InitJoin join => writer.Text(join.DowningProvider),
            InitJoinAck ack => writer.Address(ack.From).Text(ack.DowningProvider),
            InitJoinNack nack => writer.Address(nack.From),
            Join join => writer.UniqueAddress(join.Node).Texts(join.Roles),
            Welcome welcome => writer.UniqueAddress(welcome.From).Gossip(welcome.Gossip),
            GossipEnvelope gossip => writer.UniqueAddress(gossip.From).UniqueAddress(gossip.To).Gossip(gossip.Gossip),
            GossipStatus status => writer.UniqueAddress(status.From).VectorClock(status.Version),
            ExitingConfirmed exiting => writer.UniqueAddress(exiting.Node),
            Heartbeat heartbeat => writer.Address(heartbeat.From).Signed(heartbeat.Sequence).Signed(heartbeat.SentAt),
            HeartbeatRsp answer => writer.UniqueAddress(answer.From).Signed(answer.Sequence).Signed(answer.SentAt),
            _ => throw new ArgumentException($"Can't serialize object of type {obj.GetType()}"),
        };
        return writer.ToArray();
    }

    /// <exception cref="SerializationException">The bytes aren't what the manifest says, or the manifest is none of these.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new WireReader(bytes);
        object message = manifest switch
        {
            InitJoinManifest => new InitJoin(reader.Text()),
            InitJoinAckManifest => new InitJoinAck(reader.Address(), reader.Text()),
            InitJoinNackManifest => new InitJoinNack(reader.Address()),
            JoinManifest => new Join(reader.UniqueAddress(), [.. reader.Texts()]),
            WelcomeManifest => new Welcome(reader.UniqueAddress(), reader.Gossip()),
            GossipManifest => new GossipEnvelope(reader.UniqueAddress(), reader.UniqueAddress(), reader.Gossip()),
            StatusManifest => new GossipStatus(reader.UniqueAddress(), reader.VectorClock()),
            ExitingManifest => new ExitingConfirmed(reader.UniqueAddress()),
            HeartbeatManifest => new Heartbeat(reader.Address(), reader.Signed(), reader.Signed()),
            HeartbeatRspManifest => new HeartbeatRsp(reader.UniqueAddress(), reader.Signed(), reader.Signed()),
            _ => throw new SerializationException($"Unknown manifest [{manifest}] of a cluster message."),
        };
        return reader.AtEnd ? message : throw new SerializationException($"{reader.Left} bytes too many in a cluster message [{manifest}].");
    }
}
