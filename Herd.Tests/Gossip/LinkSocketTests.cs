using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Herd.Actors.Gossip;
using Xunit;

namespace Herd.Tests.Gossip;

public class LinkSocketTests : TestKit
{
    private const int Length = 100_000;

    private static readonly ReadOnlyMemory<byte> Frame =
        LinkFrame.Write(LinkFrameKind.Presence, [.. Enumerable.Range(0, Length).Select(number => (byte)number)]);

    private readonly Socket _other;
    private readonly Socket _socket;
    private readonly PipeLinkConnection _connection;

    public LinkSocketTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _other = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000, SendTimeout = 20_000 };
        _other.Connect(listener.LocalEndPoint!);
        _socket = listener.Accept();
        _connection = new PipeLinkConnection(new LinkSocket(_socket));
        _connection.Trust();
    }

    [Fact]
    public void A_frame_longer_than_a_read_comes_whole()
    {
        _connection.Start(TestActor);

        foreach (var part in Frame.ToArray().Chunk(30_000))
            _other.Send(part);

        Assert.Equal(Frame.ToArray(), ExpectMsg<LinkRead>().Frames.ToArray());
    }

    [Fact]
    public void The_next_frames_stay_in_the_socket_until_they_are_asked_for()
    {
        StartWithUnread(LinkFrame.Use);

        AwaitCondition(() => _socket.Available == LinkFrame.Use.Length);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Equal(LinkFrame.Use.Length, _socket.Available);
        _connection.ReadOn();
        Assert.Equal(LinkFrame.Use.ToArray(), ExpectMsg<LinkRead>().Frames.ToArray());
    }

    [Fact]
    public void Who_reads_nothing_holds_up_the_writer_until_it_reads_and_gets_every_byte()
    {
        _connection.Start(TestActor);
        var sent = 0;
        bool mayGoOn;
        do
        {
            mayGoOn = _connection.Send(Frame);
            sent += Frame.Length;
            Assert.True(sent < 1 << 30, "nothing ever held up the writer");
        }
        while (mayGoOn);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        var received = Task.Run(() => Receive(sent));

        ExpectMsg<LinkDrained>(TimeSpan.FromSeconds(20));
        var bytes = received.GetAwaiter().GetResult();
        foreach (var frame in bytes.Chunk(Frame.Length))
            Assert.True(frame.AsSpan().SequenceEqual(Frame.Span));
    }

    [Fact]
    public void A_close_sends_what_was_written()
    {
        _connection.Start(TestActor);
        _connection.Send(Frame);

        _connection.Close();

        Assert.Equal(Frame.ToArray(), Receive(Frame.Length));
        Assert.Equal(0, _other.Receive(new byte[1]));
        ExpectMsg<LinkClosed>();
    }

    [Fact]
    public void What_was_written_before_a_close_arrives_though_not_all_was_read()
    {
        StartWithUnread(Frame);

        _connection.Refuse("go away");

        var refusal = LinkFrame.WriteRefusal(RefusalKind.Other, "go away");
        Assert.Equal(refusal.ToArray(), Receive(refusal.Length));
        Assert.Equal(0, _other.Receive(new byte[1]));
        ExpectMsg<LinkClosed>();
    }

    [Fact]
    public void What_came_before_a_write_failed_is_read()
    {
        StartWithUnread(LinkFrame.Use);
        _other.Close();
        AwaitCondition(() =>
        {
            _connection.Send(LinkFrame.Heartbeat);
            return !_socket.Connected;
        });

        _connection.ReadOn();

        Assert.Equal(LinkFrame.Use.ToArray(), ExpectMsg<LinkRead>().Frames.ToArray());
        _connection.ReadOn();
        ExpectMsg<LinkClosed>();
    }

    [Fact]
    public async Task A_peer_that_neither_reads_nor_closes_is_waited_for_only_briefly()
    {
        IgnoreMessages<LinkDrained>(_ => true);
        _connection.Start(TestActor);
        while (_connection.Send(Frame))
        {
        }

        _connection.Close();

        ExpectMsg<LinkClosed>();
        await AwaitConditionAsync(() => Task.FromResult(_socket.SafeHandle.IsClosed), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_call_whose_socket_was_shut_down_is_told_of()
    {
        var connector = new SocketLinkConnector(dial: (_, _) =>
        {
            _socket.Shutdown(SocketShutdown.Both);
            return Task.FromResult(_socket);
        });

        connector.Connect(new Neighbour("Hands", "127.0.0.1", 1), TimeSpan.FromSeconds(20), TestActor);

        ExpectMsg<LinkNotConnected>();
        AwaitCondition(() => _socket.SafeHandle.IsClosed);
    }

    [Fact]
    public void A_reset_is_told_in_the_system_s_words()
    {
        _connection.Start(TestActor);

        _other.Close(timeout: 0);

        Assert.Equal(new SocketException((int)SocketError.ConnectionReset).Message, ExpectMsg<LinkClosed>().Reason);
    }

    protected override void AfterAll()
    {
        _connection.Close();
        _other.Dispose();
        base.AfterAll();
    }

    /// <summary>The frame came behind another, and isn't asked for yet.</summary>
    private void StartWithUnread(ReadOnlyMemory<byte> frame)
    {
        _connection.Start(TestActor);
        _other.Send(LinkFrame.Heartbeat.Span);
        ExpectMsg<LinkRead>();
        _other.Send(frame.Span);
        AwaitCondition(() => _socket.Available > 0);
    }

    private byte[] Receive(int length)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = _other.Receive(bytes.AsSpan(read));
            Assert.NotEqual(0, more);
            read += more;
        }

        return bytes;
    }
}
