using Herd.Actors.Protocol;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Protocol;

public class UpdateKindsTests
{
    private static readonly byte[] Tombstone = Stamped(UpdateFrame.WriteTombstone("Goloman"u8, ClientHash.Default.KeyOf("kiwi"u8), new PosixTime(5, 7), 9));

    public static TheoryData<string> Kinds => ["attributes", "tombstone"];

    [Fact]
    public void Attributes_go_with_the_AT_line_and_are_not_in_it()
    {
        var frame = Attributed("""{"accuracy":5}""");
        var update = new UpdateFrame(frame);

        Assert.True(UpdateFrame.IsWellFormed(frame));
        Assert.Equal("""{"accuracy":5}""", Updates.Text(update.Attributes));
        Assert.Equal("AT Goloman +0.000000000 kiwi +34.0-118.0 100", Updates.Text(update.AtLine));
        Assert.Equal("kiwi", Updates.Text(update.Client));
        Assert.False(update.IsTombstone);
    }

    [Fact]
    public void A_tombstone_has_a_time_and_a_stamp_and_nothing_of_the_ID()
    {
        var update = new UpdateFrame(Tombstone);

        Assert.True(UpdateFrame.IsWellFormed(Tombstone));
        Assert.True(update.IsTombstone);
        Assert.Equal(new PosixTime(5, 7), update.Time);
        Assert.Equal(9, update.Receipt);
        Assert.Equal("Goloman", Updates.Text(update.Origin));
        Assert.True(update.Attributes.IsEmpty);
        Assert.True(Tombstone.AsSpan().IndexOf("kiwi"u8) < 0);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_ends_early_or_late_is_none(string kind)
    {
        var good = Of(kind);
        for (var length = 0; length < good.Length; length++)
        {
            var cut = good[..length];
            if (length >= sizeof(uint))
                BitConverter.TryWriteBytes(cut, length);
            Assert.False(UpdateFrame.IsWellFormed(cut), $"{length} bytes");
        }

        byte[] late = [.. good, 0];
        BitConverter.TryWriteBytes(late, late.Length);
        Assert.False(UpdateFrame.IsWellFormed(late));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_taken_can_be_read_whatever_bytes_are_changed(string kind)
    {
        var random = new Random(1);
        for (var turn = 0; turn < 100_000; turn++)
        {
            var frame = Of(kind);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            if (!UpdateFrame.IsWellFormed(frame))
                continue;
            var update = new UpdateFrame(frame);
            Assert.True(update.IsTombstone || (update.AtLine.Length > 0 && update.AtLine.IndexOf((byte)'\n') < 0 && update.Attributes.IndexOf((byte)'\n') < 0));
            Assert.True(update.Client.Length > 0);
        }
    }

    private static byte[] Of(string kind) => kind == "tombstone" ? [.. Tombstone] : Attributed("""{"accuracy":5,"name":"Jane"}""");

    private static byte[] Attributed(string attributes)
    {
        var line = Updates.Id("IAMAT kiwi +34.0-118.0 100");
        var frame = new byte[UpdateFrame.MaxLength(7, line.Length, attributes.Length)];
        var length = UpdateFrame.Write(frame, "Goloman"u8, line, CommandParser.Parse(line), new PosixTime(100, 0), Updates.Id(attributes));
        return Stamped(frame[..length]);
    }

    private static byte[] Stamped(byte[] frame)
    {
        UpdateFrame.WriteStamp(frame, 1, 1);
        return frame;
    }
}
