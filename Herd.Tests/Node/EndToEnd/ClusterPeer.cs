using Akka.Actor;
using Google.Protobuf;
using Herd.Actors.Gossip;
using Herd.Actors.Membership.Transport;
using Herd.Actors.Tls;

namespace Herd.Tests.Node.EndToEnd;

/// <summary>A peer at the cluster port of a herd without a secret, which writes Akka.Remote's frames itself (WireFormats.proto).</summary>
internal sealed class ClusterPeer : IDisposable
{
    public const int ClusterSerializer = 5;

    private readonly SecureChannel _channel;
    private readonly Address _node;
    private readonly Address _self;
    private readonly int _uid = Random.Shared.Next(1, int.MaxValue);

    private ClusterPeer(SecureChannel channel, Address node)
    {
        _channel = channel;
        _node = node;
        _self = new Address("akka.herd", node.System, "127.0.0.1", 1);
    }

    public static async Task<ClusterPeer> ConnectAsync(string herd, Address node) => new(
        await SecureChannel.CallAsync(
            "127.0.0.1", node.Port!.Value, $"{node.System}@{node.Host}", new NodeIdentity(herd, "Evil", 1), "", NodeCertificate.MakeTemporary()),
        node);

    /// <summary>The first frame: without it, none is taken.</summary>
    public byte[] Association => Field(2, [.. Field(1, 1), .. Field(2, [.. Field(1, AddressOf(_self.WithProtocol("herd"))), .. Fixed(2, (ulong)_uid)])]);

    /// <summary>One of each kind that a node of the cluster sends, and others.</summary>
    public IReadOnlyList<byte[]> Frames
    {
        get
        {
            byte[] gossip = [.. Field(1, Own), .. Field(2, UniqueAddress(_node, 1)), .. Field(3, [1, 2, 3])];
            return
            [
                Association,
                // Disassociate, heartbeat, quarantined.
                Field(2, Field(1, 2)),
                Field(2, Field(1, 3)),
                Field(2, Field(1, 5)),
                ToDaemon("InternalClusterAction+InitJoin", []),
                Join,
                ToDaemon("InternalClusterAction+Welcome", gossip),
                ToDaemon("ClusterUserAction+Down", AddressOf(_node)),
                ToDaemon("ClusterUserAction+Leave", AddressOf(_node)),
                ToDaemon("InternalClusterAction+ExitingConfirmed", Own),
                ToDaemon("GossipEnvelope", gossip),
                ToDaemon("GossipStatus", gossip),
                Heartbeat,
            ];
        }
    }

    /// <summary>As a member without a role.</summary>
    public byte[] Join => ToDaemon("InternalClusterAction+Join", Field(1, Own));

    private byte[] Own => UniqueAddress(_self, _uid);

    private byte[] Heartbeat => Envelope("/system/cluster/heartbeatReceiver", ClusterSerializer, "HB", [.. Field(1, AddressOf(_self)), .. Field(2, 7)]);

    public ValueTask SendAsync(byte[] frame) => _channel.WriteAsync(frame, default);

    /// <summary>Waits for the answer to a heartbeat: the node has read everything before it.</summary>
    public async Task AwaitReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _channel.WriteAsync(Heartbeat, patience.Token);
        while (await _channel.ReadAsync(patience.Token) is { } frame)
        {
            if (frame.AsSpan().IndexOf("HBR"u8) >= 0)
                return;
        }

        throw new IOException("the node closed the connection");
    }

    public byte[] Envelope(string path, int serializer, string manifest, byte[] message) => Field(1, Field(2,
    [
        .. Field(1, Field(1, Text($"{_node}{path}"))),
        .. Field(2, [.. Field(1, message), .. Field(2, serializer), .. Field(3, Text(manifest))]),
        .. Field(4, Field(1, Text($"{_self}/user/evil"))),
        // Without a sequence number.
        .. Fixed(5, ulong.MaxValue),
    ]));

    public void Dispose() => _channel.Dispose();

    private byte[] ToDaemon(string message, byte[] body) =>
        Envelope("/system/cluster/core/daemon", ClusterSerializer, $"Akka.Cluster.{message}, Akka.Cluster", body);

    private static byte[] UniqueAddress(Address address, int uid) => [.. Field(1, AddressOf(address)), .. Field(2, uid)];

    private static byte[] AddressOf(Address address) =>
        [.. Field(1, Text(address.System)), .. Field(2, Text(address.Host)), .. Field(3, address.Port!.Value), .. Field(4, Text(address.Protocol))];

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static byte[] Field(int number, byte[] value) => Write(number, WireFormat.WireType.LengthDelimited, output => output.WriteBytes(ByteString.CopyFrom(value)));

    private static byte[] Field(int number, int value) => Write(number, WireFormat.WireType.Varint, output => output.WriteInt32(value));

    private static byte[] Fixed(int number, ulong value) => Write(number, WireFormat.WireType.Fixed64, output => output.WriteFixed64(value));

    private static byte[] Write(int number, WireFormat.WireType type, Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(number, type);
            write(output);
        }

        return bytes.ToArray();
    }
}
