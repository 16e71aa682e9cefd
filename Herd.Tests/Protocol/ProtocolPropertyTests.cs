using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class ProtocolPropertyTests
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(3000);

    private static readonly Gen<byte[]> Piece = Gen.OneOf(
        Gen.Elements(
                "IAMAT", "WHATSAT", "AT", " ", "\t", "\r", "\n", "kiwi", "+34.06", "-118.4", "+90+180", "-0.5", "1.5",
                "10", "50", "20", "5.", ".", "+", "-", "1000000000000000000", "\0", "\xFF")
            .Select(Bytes.Of),
        Gen.Choose(0, 255).Select(value => new[] { (byte)value }));

    private static readonly Gen<byte[]> Line =
        Piece.ListOf().Select(pieces => pieces.SelectMany(piece => piece).ToArray());

    private static readonly char[] White = [' ', '\t', '\r', '\n', '\v', '\f'];

    [Fact]
    public void Any_bytes_are_parsed_without_an_exception_and_every_field_lies_in_the_line()
    {
        Prop.ForAll(
                Line.ToArbitrary(),
                line =>
                {
                    var command = CommandParser.Parse(line);
                    var text = Bytes.Text(command.Text.Of(line));
                    var fields = text.Split(White, StringSplitOptions.RemoveEmptyEntries);
                    return command.Kind switch
                    {
                        CommandKind.Blank => fields.Length == 0 && line.All(WhiteSpace.Is),
                        CommandKind.Invalid => text.Length > 0 && text == Bytes.Text(line).Trim(White),
                        CommandKind.IAmAt => fields is ["IAMAT", var client, var location, var time]
                            && client == Bytes.Text(command.Client.Of(line))
                            && location == Bytes.Text(command.Location.Of(line))
                            && time == Bytes.Text(command.TimeText.Of(line)),
                        _ => fields is ["WHATSAT", var client, _, _]
                            && client == Bytes.Text(command.Client.Of(line))
                            && command.Radius is >= 0 and <= 50
                            && command.Bound is >= 0 and <= 20,
                    };
                })
            .Check(Thorough);
    }

    [Fact]
    public void Every_IAMAT_comes_back_from_its_frame()
    {
        var client = Gen.Choose(0, 255).Select(value => (byte)value).Where(value => !WhiteSpace.Is(value))
            .NonEmptyListOf().Select(bytes => Bytes.Text(bytes.ToArray()));
        var location =
            from latitude in Gen.Choose(-90_000, 90_000)
            from longitude in Gen.Choose(-180_000, 180_000)
            select FormattableString.Invariant($"{latitude / 1000m:+0.000;-0.000}{longitude / 1000m:+0.000;-0.000}");
        var time =
            from seconds in Generate.Long(-1_000_000_000, 9_000_000_000)
            from fraction in Gen.Choose(0, 999_999_999)
            select FormattableString.Invariant($"{seconds}.{fraction:000000000}");
        Prop.ForAll(
                client.ToArbitrary(),
                location.Zip(time).ToArbitrary(),
                (id, where) =>
                {
                    var line = Bytes.Of($"IAMAT {id} {where.Item1} {where.Item2}");
                    var command = CommandParser.Parse(line);
                    var bytes = new byte[UpdateFrame.MaxLength(5, line.Length)];
                    var receipt = new PosixTime(1_700_000_000, 123_456_700);
                    var frame = new UpdateFrame(
                        bytes.AsSpan(0, UpdateFrame.Write(bytes, "Hands"u8, line, command, receipt)));
                    UpdateFrame.WriteStamp(bytes, 1, 1);
                    return command.Kind == CommandKind.IAmAt
                        && UpdateFrame.IsWellFormed(frame.Bytes)
                        && Bytes.Text(frame.Client) == id
                        && frame.Time == command.Time
                        && Bytes.Text(AtLineFormat.LocationIn(frame.AtLine)) == where.Item1
                        && frame.AtLine.EndsWith(line.AsSpan("IAMAT".Length));
                })
            .Check(Thorough);
    }

    [Theory]
    [InlineData("IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503\r\n")]
    [InlineData("WHATSAT kiwi.cs.ucla.edu 10.5 5\r\n")]
    [InlineData("IAMAT kiwi.cs.ucla.edu 34.068930-118.445127 1621464827.959498503\r\n")]
    [InlineData("\xFF\xFE IAMAT\n")]
    public void No_line_costs_an_allocation(string text)
    {
        var line = Bytes.Of(text);
        var sequence = new ReadOnlySequence<byte>(line);
        var bytes = new byte[UpdateFrame.MaxLength(7, line.Length)];
        Handle();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Handle();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Handle()
        {
            using var splitter = new LineSplitter(sequence, true, 8192);
            splitter.TryRead(out var read, out _);
            var command = CommandParser.Parse(read);
            if (command.Kind == CommandKind.IAmAt)
                UpdateFrame.Write(bytes, "Goloman"u8, read, command, new PosixTime(1_700_000_000, 5));
            else
                Refusal.Write(bytes, command.Text.Of(read));
        }
    }
}
