using Akka.TestKit.Xunit2;
using Herd.Actors.Gossip;
using Herd.Tests.Clients;
using Xunit;

namespace Herd.Tests.Gossip;

public class PipeLinkConnectionTests : TestKit
{
    private static readonly ReadOnlyMemory<byte> LongFrame = FrameOf(2 * LinkFrame.MaxHandshakeLength);

    private readonly FakeClient _other = new();
    private readonly PipeLinkConnection _connection;

    public PipeLinkConnectionTests() => _connection = new PipeLinkConnection(_other.Connection);

    [Fact]
    public void Frames_come_whole_and_the_next_ones_when_those_are_dealt_with()
    {
        _connection.Start(TestActor);
        _other.Send(LinkFrame.Heartbeat.ToArray().Concat(LinkFrame.Use.ToArray()[..2]).ToArray());
        Assert.Equal(LinkFrame.Heartbeat.ToArray(), ExpectMsg<LinkRead>().Frames.ToArray());
        _other.Send(LinkFrame.Use[2..]);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        _connection.ReadOn();

        Assert.Equal(LinkFrame.Use.ToArray(), ExpectMsg<LinkRead>().Frames.ToArray());
    }

    [Theory]
    [InlineData(false, LinkFrame.MaxHandshakeLength)]
    [InlineData(true, LinkFrame.MaxLength)]
    public void Frames_have_a_greatest_length_which_is_short_for_who_has_not_proved_itself(bool isTrusted, int greatest)
    {
        if (isTrusted)
            _connection.Trust();
        _connection.Start(TestActor);

        _other.Send(FrameOf(greatest));
        Assert.Equal(greatest, ExpectMsg<LinkRead>().Frames.Length);
        _connection.ReadOn();
        _other.Send(FrameOf(greatest + 1));

        Assert.Equal(LinkClosed.NoFrames, ExpectMsg<LinkClosed>().Reason);
    }

    [Fact]
    public void A_long_frame_behind_the_proof_is_taken_when_the_proof_was()
    {
        _connection.Start(TestActor);
        _other.Send(LinkFrame.Use.ToArray().Concat(LongFrame.ToArray()).ToArray());
        Assert.Equal(LinkFrame.Use.Length, ExpectMsg<LinkRead>().Frames.Length);

        _connection.Trust();
        _connection.ReadOn();

        Assert.Equal(LongFrame.Length, ExpectMsg<LinkRead>().Frames.Length);
    }

    public enum When
    {
        BeforeItStarted,
        WhileNothingComes,
        WhileFramesAreDealtWith,
        AfterTheOtherSideClosed,
    }

    [Theory]
    [InlineData(When.BeforeItStarted)]
    [InlineData(When.WhileNothingComes)]
    [InlineData(When.WhileFramesAreDealtWith)]
    [InlineData(When.AfterTheOtherSideClosed)]
    public async Task A_close_sends_what_was_written_and_ends_either_direction(When when)
    {
        if (when != When.BeforeItStarted)
            _connection.Start(TestActor);
        if (when == When.WhileFramesAreDealtWith)
        {
            _other.Send(LinkFrame.Heartbeat);
            ExpectMsg<LinkRead>();
        }
        else if (when == When.AfterTheOtherSideClosed)
        {
            _other.CloseSending();
            ExpectMsg<LinkClosed>();
        }

        Assert.True(_connection.Send(LinkFrame.Heartbeat));
        _connection.Close();
        _connection.Close();

        Assert.Equal(LinkFrame.Heartbeat.Length, (await _other.ReadToEnd()).Length);
        if (when is When.WhileNothingComes or When.WhileFramesAreDealtWith)
            ExpectMsg<LinkClosed>();
        if (when != When.AfterTheOtherSideClosed)
        {
            AwaitCondition(() =>
            {
                _other.Send(LinkFrame.Heartbeat);
                return _other.Sent.IsFaulted;
            });
        }
    }

    [Fact]
    public void A_new_owner_is_told_what_the_old_one_would_be()
    {
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        _connection.Start(first);
        _other.Send(LinkFrame.Heartbeat);
        first.ExpectMsg<LinkRead>();
        _connection.Start(second);
        _connection.ReadOn();
        _other.CloseSending();
        second.ExpectMsg<LinkClosed>();

        _connection.Start(TestActor);

        ExpectMsg<LinkClosed>();
        first.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Who_takes_nothing_holds_up_the_writer_until_it_does()
    {
        var slow = new FakeClient(takes: 10);
        var connection = new PipeLinkConnection(slow.Connection);
        connection.Start(TestActor);
        Assert.False(connection.Send(LinkFrame.Write(LinkFrameKind.Presence, new byte[20])));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));

        _ = slow.ReadSome();

        ExpectMsg<LinkDrained>();
    }

    private static ReadOnlyMemory<byte> FrameOf(int length) => LinkFrame.Write(LinkFrameKind.Presence, new byte[length - LinkFrame.HeaderLength]);
}
