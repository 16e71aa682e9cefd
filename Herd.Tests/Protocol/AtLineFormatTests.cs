using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class AtLineFormatTests
{
    private const long MaxSeconds = 1_000_000_000_000_000_000;

    [Theory]
    [InlineData("100.263873386", "100", "+0.263873386")]
    [InlineData("100", "100", "+0.000000000")]
    [InlineData("100", "100.000000001", "-0.000000001")]
    [InlineData("100", "101", "-1.000000000")]
    [InlineData("100.5", "101.25", "-0.750000000")]
    [InlineData("0", "-0.5", "+0.500000000")]
    [InlineData("1621464828.1", "1621464827.959498503", "+0.140501497")]
    [InlineData("1621464828", "1000000000000000000", "-999999998378535172.000000000")]
    [InlineData("1621464828", "-1000000000000000000", "+1000000001621464828.000000000")]
    public void A_skew_has_a_sign_and_nine_decimals(string receipt, string time, string expected)
    {
        Assert.Equal(expected, SkewOf(Time(receipt), Time(time)));
    }

    [Fact]
    public void A_skew_is_the_difference_to_the_last_nanosecond()
    {
        Prop.ForAll(
                Generate.Long(-MaxSeconds, MaxSeconds).Two().ToArbitrary(),
                Gen.Choose(0, PosixTime.NanosecondsPerSecond - 1).Two().ToArbitrary(),
                (seconds, nanoseconds) =>
                {
                    var receipt = new PosixTime(seconds.Item1, nanoseconds.Item1);
                    var time = new PosixTime(seconds.Item2, nanoseconds.Item2);
                    var skew = SkewOf(receipt, time);
                    return skew.Length <= Skew.MaxLength
                        && skew[0] is '+' or '-'
                        && skew[^10] == '.'
                        && Int128.Parse(skew.Remove(skew.Length - 10, 1), CultureInfo.InvariantCulture)
                            == Nanoseconds(receipt) - Nanoseconds(time);
                })
            .QuickCheckThrowOnFailure();

        static Int128 Nanoseconds(PosixTime moment) => (Int128)moment.Seconds * PosixTime.NanosecondsPerSecond + moment.Nanoseconds;
    }

    [Fact]
    public void A_frame_holds_what_the_IAMAT_said_byte_for_byte()
    {
        var line = Bytes.Of("\tIAMAT  ki\xFFwi   +34.068930-118.445127 \t 00100.50 \r");
        var command = CommandParser.Parse(line);
        var bytes = new byte[UpdateFrame.MaxLength(7, line.Length)];
        var length = UpdateFrame.Write(bytes, "Goloman"u8, line, command, Time("101.75"));
        var frame = new UpdateFrame(bytes.AsSpan(0, length));

        Assert.Equal(
            "AT Goloman +1.250000000 ki\xFFwi +34.068930-118.445127 00100.50", Bytes.Text(frame.AtLine));
        Assert.Equal("ki\xFFwi", Bytes.Text(frame.Client));
        Assert.Equal("Goloman", Bytes.Text(frame.Origin));
        Assert.Equal(new PosixTime(100, 500_000_000), frame.Time);
        Assert.Equal(101_750_000_000, frame.Receipt);
        Assert.Equal(0ul, frame.Epoch);
        Assert.Equal(0ul, frame.Sequence);
        UpdateFrame.WriteStamp(bytes, 1, 1);
        Assert.True(UpdateFrame.IsWellFormed(frame.Bytes));
        Assert.Equal("+34.068930-118.445127", Bytes.Text(AtLineFormat.LocationIn(frame.AtLine)));
    }

    [Fact]
    public void The_longest_frame_fits_in_what_is_set_aside_for_it()
    {
        var line = Bytes.Of("IAMAT k +1+1 -1000000000000000000");
        var name = Bytes.Of(new string('n', NodeName.MaxLength));
        var bytes = new byte[UpdateFrame.MaxLength(name.Length, line.Length)];
        var length = UpdateFrame.Write(
            bytes, name, line, CommandParser.Parse(line), new PosixTime(9_000_000_000, 1));
        Assert.True(length <= bytes.Length);
        UpdateFrame.WriteStamp(bytes, 1, 1);
        Assert.True(UpdateFrame.IsWellFormed(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AT")]
    [InlineData("AT Goloman +1.250000000 kiwi +1+1")]
    public void What_is_no_AT_line_has_no_location(string text)
    {
        Assert.True(AtLineFormat.LocationIn(Bytes.Of(text)).IsEmpty);
    }

    private static PosixTime Time(string text) =>
        PosixTime.TryParse(Bytes.Of(text), out var time) ? time : throw new FormatException(text);

    private static string SkewOf(PosixTime receipt, PosixTime time)
    {
        Span<byte> skew = stackalloc byte[Skew.MaxLength];
        return Bytes.Text(skew[..Skew.Write(skew, receipt, time)]);
    }
}
