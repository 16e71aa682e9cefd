using Herd.Actors.Protocol;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Protocol;

public class UpdateFrameTests
{
    public static TheoryData<string> Wrongs => [.. BadFrames.All.Keys];

    [Fact]
    public void What_a_node_makes_of_an_IAMAT_is_well_formed() => Assert.True(UpdateFrame.IsWellFormed(BadFrames.Good));

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void What_no_node_makes_is_not(string wrong) => Assert.False(UpdateFrame.IsWellFormed(BadFrames.All[wrong]));

    [Fact]
    public void What_ends_early_or_late_is_not()
    {
        var good = BadFrames.Good;
        for (var length = 0; length < good.Length; length++)
            Assert.False(UpdateFrame.IsWellFormed(good.AsSpan(0, length)), $"{length} bytes");
        Assert.False(UpdateFrame.IsWellFormed([.. good, 0]));
    }

    [Fact]
    public void Whatever_one_byte_is_changed_what_is_taken_renders_itself()
    {
        var random = new Random(1);
        for (var turn = 0; turn < 200_000; turn++)
        {
            var frame = BadFrames.Good;
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            if (!UpdateFrame.IsWellFormed(frame))
                continue;
            var update = new UpdateFrame(frame);
            var fields = Bytes.Text(update.AtLine).Split(' ');
            Assert.Equal(6, fields.Length);
            var line = Bytes.Of($"IAMAT {fields[3]} {fields[4]} {fields[5]}");
            var command = CommandParser.Parse(line);
            Assert.Equal(CommandKind.IAmAt, command.Kind);
            var rendered = new byte[UpdateFrame.MaxLength(fields[1].Length, line.Length)];
            var (seconds, nanoseconds) = Math.DivRem(update.Receipt, PosixTime.NanosecondsPerSecond);
            rendered = rendered[..UpdateFrame.Write(rendered, Bytes.Of(fields[1]), line, command, new PosixTime(seconds, (int)nanoseconds))];
            UpdateFrame.WriteStamp(rendered, update.Epoch, update.Sequence);
            Assert.Equal(rendered, frame);
        }
    }

    [Fact]
    public void The_greatest_sequence_number_is_taken()
    {
        var frame = BadFrames.Good;
        UpdateFrame.WriteStamp(frame, ulong.MaxValue, UpdateFrame.MaxSequence);
        Assert.True(UpdateFrame.IsWellFormed(frame));
    }

    [Fact]
    public void What_was_received_at_a_full_second_is_taken() =>
        Assert.True(UpdateFrame.IsWellFormed(Updates.Frame("kiwi", 5, "Hands", 200, 1, receipt: 7L * PosixTime.NanosecondsPerSecond)));

    /// <summary>Frames reuse memory.</summary>
    [Fact]
    public void A_new_frame_has_no_stamp_whatever_was_there_before()
    {
        var line = Bytes.Of("IAMAT kiwi +1+1 5");
        var frame = new byte[UpdateFrame.MaxLength(5, line.Length)];
        frame.AsSpan().Fill(0xFF);

        var length = UpdateFrame.Write(frame, "Hands"u8, line, CommandParser.Parse(line), new PosixTime(7, 0));

        var update = new UpdateFrame(frame.AsSpan(0, length));
        Assert.Equal((0UL, 0UL), (update.Epoch, update.Sequence));
        Assert.Equal("AT Hands +2.000000000 kiwi +1+1 5", Bytes.Text(update.AtLine));
    }
}
