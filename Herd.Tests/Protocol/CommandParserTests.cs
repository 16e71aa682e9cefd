using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Protocol;

public class CommandParserTests
{
    [Theory]
    [InlineData("IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503")]
    [InlineData("  IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503  ")]
    [InlineData("IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503\r")]
    [InlineData("IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503\r\n")]
    [InlineData("\t\v\f\r IAMAT\tkiwi.cs.ucla.edu\v\f+34.068930-118.445127 \r \n 1621464827.959498503\n\n")]
    public void An_IAMAT_is_understood_whatever_white_space_is_in_it(string line)
    {
        var bytes = Bytes.Of(line);
        var command = CommandParser.Parse(bytes);
        Assert.Equal(CommandKind.IAmAt, command.Kind);
        Assert.Equal("kiwi.cs.ucla.edu", Bytes.Text(command.Client.Of(bytes)));
        Assert.Equal("+34.068930-118.445127", Bytes.Text(command.Location.Of(bytes)));
        Assert.Equal("1621464827.959498503", Bytes.Text(command.TimeText.Of(bytes)));
        Assert.Equal(new PosixTime(1621464827, 959498503), command.Time);
    }

    [Theory]
    [InlineData("WHATSAT kiwi.cs.ucla.edu 10 5", "kiwi.cs.ucla.edu", 10, 5)]
    [InlineData(" WHATSAT  kiwi.cs.ucla.edu\t10  5\r", "kiwi.cs.ucla.edu", 10, 5)]
    [InlineData("WHATSAT k 0 0", "k", 0, 0)]
    [InlineData("WHATSAT k 50 20", "k", 50, 20)]
    [InlineData("WHATSAT k 2.5 7", "k", 2.5, 7)]
    [InlineData("WHATSAT WHATSAT 1 1", "WHATSAT", 1, 1)]
    public void A_WHATSAT_is_understood(string line, string client, double radius, int bound)
    {
        var bytes = Bytes.Of(line);
        var command = CommandParser.Parse(bytes);
        Assert.Equal(CommandKind.WhatsAt, command.Kind);
        Assert.Equal(client, Bytes.Text(command.Client.Of(bytes)));
        Assert.Equal(radius, command.Radius);
        Assert.Equal(bound, command.Bound);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData(" \t\r\n\v\f")]
    public void White_space_alone_is_a_blank_line(string line)
    {
        Assert.Equal(CommandKind.Blank, CommandParser.Parse(Bytes.Of(line)).Kind);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("IAMAT")]
    [InlineData("IAMAT k")]
    [InlineData("IAMAT k +1+1")]
    [InlineData("IAMAT k +1+1 1 1")]
    [InlineData("IAMAT k  +1 +1 1")]
    [InlineData("iamat k +1+1 1")]
    [InlineData("Iamat k +1+1 1")]
    [InlineData("IAMATk +1+1 1 1")]
    [InlineData("IAMATX k +1+1 1")]
    [InlineData("IAMAT k +1+1 x")]
    [InlineData("IAMAT k 1+1 1")]
    [InlineData("WHATSAT")]
    [InlineData("WHATSAT k 1")]
    [InlineData("WHATSAT k 1 1 1")]
    [InlineData("WHATSAT k 51 1")]
    [InlineData("WHATSAT k 1 21")]
    [InlineData("whatsat k 1 1")]
    [InlineData("AT Goloman +0.1 k +1+1 1")]
    [InlineData("? IAMAT k +1+1 1")]
    [InlineData("IAMAT\0k +1+1 1")]
    [InlineData("IAMAT k +1+1 1\0")]
    [InlineData("IAMAT k +1+1\xA0" + "1")]
    [InlineData("\0")]
    public void Anything_else_is_invalid_and_keeps_its_text(string line)
    {
        var bytes = Bytes.Of(" \t" + line + "\v\r");
        var command = CommandParser.Parse(bytes);
        Assert.Equal(CommandKind.Invalid, command.Kind);
        Assert.Equal(line, Bytes.Text(command.Text.Of(bytes)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("POST /IAMAT HTTP/1.0")]
    [InlineData("HTTP/1.1")]
    [InlineData("IAMAT k +1+1 HTTP/1.1")]
    [InlineData("WHATSAT HTTP/1.1 1 xHTTP/1.0")]
    public void A_line_that_ends_as_HTTPs_requests_do_is_one(string line)
    {
        Assert.Equal(CommandKind.HttpRequest, CommandParser.Parse(Bytes.Of(" \t" + line + " \v\r\n")).Kind);
    }

    [Theory]
    [InlineData("GET / HTTP/2.0", CommandKind.Invalid)]
    [InlineData("GET / HTTP/1.1 x", CommandKind.Invalid)]
    [InlineData("GET / http/1.1", CommandKind.Invalid)]
    [InlineData("HTTP/1.", CommandKind.Invalid)]
    [InlineData("IAMAT HTTP/1.1 +1+1 1", CommandKind.IAmAt)]
    [InlineData("WHATSAT HTTP/1.0 1 1", CommandKind.WhatsAt)]
    public void Others_are_not(string line, CommandKind kind)
    {
        Assert.Equal(kind, CommandParser.Parse(Bytes.Of(line)).Kind);
    }

    [Theory]
    [InlineData("IAMAT 12345678 +1+1 1", CommandKind.IAmAt)]
    [InlineData("IAMAT 123456789 +1+1 1", CommandKind.Invalid)]
    [InlineData("WHATSAT 12345678 1 1", CommandKind.WhatsAt)]
    [InlineData("WHATSAT 123456789 1 1", CommandKind.Invalid)]
    public void A_client_ID_that_is_too_long_makes_a_command_invalid(string line, CommandKind kind)
    {
        var limits = new CommandLimits(8, new PosixTime(1000, 0));
        Assert.Equal(kind, CommandParser.Parse(Bytes.Of(line), limits).Kind);
    }

    [Theory]
    [InlineData("1007.000000000", CommandKind.IAmAt)]
    [InlineData("1007.0000000001", CommandKind.IAmAt)]
    [InlineData("1007.000000001", CommandKind.Invalid)]
    [InlineData("1008", CommandKind.Invalid)]
    [InlineData("1000000000000000000", CommandKind.Invalid)]
    [InlineData("-1000000000000000000", CommandKind.IAmAt)]
    public void A_time_that_is_too_far_ahead_makes_an_IAMAT_invalid(string time, CommandKind kind)
    {
        var limits = CommandLimits.At(new PosixTime(999, 500_000_000), 8, TimeSpan.FromSeconds(7.5));
        Assert.Equal(kind, CommandParser.Parse(Bytes.Of($"IAMAT k +1+1 {time}"), limits).Kind);
    }

    [Theory]
    [InlineData("\xFF\xFE\x80")]
    [InlineData("\0")]
    [InlineData("\x85\xA0")]
    [InlineData("IAMAT")]
    [InlineData("?")]
    public void A_client_ID_is_any_bytes_but_white_space(string client)
    {
        var line = Bytes.Of($"IAMAT {client} +1+1 1");
        var command = CommandParser.Parse(line);
        Assert.Equal(CommandKind.IAmAt, command.Kind);
        Assert.Equal(client, Bytes.Text(command.Client.Of(line)));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("00", 0)]
    [InlineData("50", 50)]
    [InlineData("0050", 50)]
    [InlineData("50.0", 50)]
    [InlineData("50.000000000000000000000000000000", 50)]
    [InlineData("0.125", 0.125)]
    [InlineData("49.999", 49.999)]
    public void A_radius_is_a_decimal_from_0_to_50(string text, double kilometres)
    {
        Assert.True(CommandParser.TryParseRadius(Bytes.Of(text), out var radius));
        Assert.Equal(kilometres, radius);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData(".")]
    [InlineData("1e1")]
    [InlineData("1,5")]
    [InlineData("1.5.5")]
    [InlineData("0x10")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("51")]
    [InlineData("50.00000000000000000000000000000000000001")]
    [InlineData("99999999999999999999999999999999")]
    public void Any_other_radius_is_refused(string text)
    {
        Assert.False(CommandParser.TryParseRadius(Bytes.Of(text), out _));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("20", 20)]
    [InlineData("00000000000000000007", 7)]
    public void A_bound_is_an_integer_from_0_to_20(string text, int expected)
    {
        Assert.True(CommandParser.TryParseBound(Bytes.Of(text), out var bound));
        Assert.Equal(expected, bound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("21")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("1e1")]
    [InlineData("4294967297")]
    public void Any_other_bound_is_refused(string text)
    {
        Assert.False(CommandParser.TryParseBound(Bytes.Of(text), out _));
    }
}
