using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Tests.Protocol;
using Xunit;

namespace Herd.Tests.Locations;

public class NewestWinsTests
{
    /// <summary>The deciding step, winner and loser. They tie in all earlier steps; the loser leads in all later ones.</summary>
    public static TheoryData<string, byte[], byte[]> Steps => new()
    {
        { "seconds of the client's time", Frame("6", "10", "Alford", 7, 1), Frame("5.9", "11", "Wilkes", 8, 2) },
        { "nanoseconds of the client's time", Frame("5.000000002", "10", "Alford", 7, 1), Frame("5.000000001", "11", "Wilkes", 8, 2) },
        { "a fraction of the client's time", Frame("5.000000001", "10", "Alford", 7, 1), Frame("5", "11", "Wilkes", 8, 2) },
        { "a client's time before 1970", Frame("-5", "10", "Alford", 7, 1), Frame("-6", "11", "Wilkes", 8, 2) },
        { "seconds of the receipt", Frame("5", "11", "Alford", 7, 1), Frame("5", "10.9", "Wilkes", 8, 2) },
        { "nanoseconds of the receipt", Frame("5", "10.000000002", "Alford", 7, 1), Frame("5", "10.000000001", "Wilkes", 8, 2) },
        { "the origin", Frame("5", "10", "Wilkes", 7, 1), Frame("5", "10", "Alford", 8, 2) },
        { "the origin alone", Frame("5", "10", "Wilkes", 7, 1), Frame("5", "10", "Alford", 7, 1) },
        { "an origin that another's name begins with", Frame("5", "10", "Wilkes2", 7, 1), Frame("5", "10", "Wilkes", 8, 2) },
        { "the epoch", Frame("5", "10", "Hands", 8, 1), Frame("5", "10", "Hands", 7, 2) },
        { "the sequence number", Frame("5", "10", "Hands", 7, 2), Frame("5", "10", "Hands", 7, 1) },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Each_step_decides_alone(string step, byte[] winner, byte[] loser)
    {
        Assert.True(new UpdateFrame(winner).IsNewerThan(new UpdateFrame(loser)), step);
        Assert.False(new UpdateFrame(loser).IsNewerThan(new UpdateFrame(winner)), step);
        Assert.False(new UpdateFrame(winner).IsNewerThan(new UpdateFrame(winner)), step);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void In_whatever_order_they_come_every_node_holds_the_winner(string step, byte[] winner, byte[] loser)
    {
        byte[][] oneWay = [winner, loser], otherWay = [loser, winner];
        LocationTable[] nodes = [Learnt(oneWay), Learnt(otherWay), Restored(oneWay), Restored(otherWay)];

        Assert.All(nodes, node =>
        {
            Assert.True(node.Find("kiwi"u8).SequenceEqual(winner), step);
            Assert.Equal((1, nodes[0].Digest), (node.Count, node.Digest));
        });
    }

    private static LocationTable Learnt(IEnumerable<byte[]> frames)
    {
        var table = new LocationTable("Goloman", 100);
        foreach (var frame in frames)
            table.Learn(frame);
        return table;
    }

    private static LocationTable Restored(IEnumerable<byte[]> frames)
    {
        var table = new LocationTable("Goloman", 100);
        foreach (var frame in frames)
            table.Restore(frame);
        table.CompleteRestore(VersionVector.Empty);
        return table;
    }

    private static byte[] Frame(string time, string receipt, string origin, ulong epoch, ulong sequence)
    {
        var line = Bytes.Of($"IAMAT kiwi {Updates.Location} {time}");
        Assert.True(PosixTime.TryParse(Bytes.Of(receipt), out var received));
        var frame = new byte[UpdateFrame.MaxLength(origin.Length, line.Length)];
        frame = frame[..UpdateFrame.Write(frame, Bytes.Of(origin), line, CommandParser.Parse(line), received)];
        UpdateFrame.WriteStamp(frame, epoch, sequence);
        Assert.True(UpdateFrame.IsWellFormed(frame));
        return frame;
    }
}
