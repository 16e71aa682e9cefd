using System.Buffers.Text;

namespace Herd.Actors.Protocol;

/// <summary>Takes any bytes from clients, throws nothing, allocates nothing.</summary>
public static class CommandParser
{
    private const int MaxRadius = 50;
    private const int MaxBound = 20;

    public static Command Parse(ReadOnlySpan<byte> line) => Parse(line, CommandLimits.None);

    /// <param name="line">With its line ending or without.</param>
    public static Command Parse(ReadOnlySpan<byte> line, in CommandLimits limits)
    {
        var start = line.Length > 0 && !WhiteSpace.Is(line[0]) ? 0 : WhiteSpace.IndexOfOther(line);
        if (start < 0)
            return default;
        var end = WhiteSpace.Is(line[^1]) ? WhiteSpace.LastIndexOfOther(line) + 1 : line.Length;
        line = line[..end];

        var text = new Field(start, end - start);
        var at = start;
        if (!TrySplit(line, ref at, out var name)
            || !TrySplit(line, ref at, out var client)
            || !TrySplit(line, ref at, out var third))
        {
            return NoCommand(line, text, limits);
        }

        // All of the rest: with a field too many it has white space in it, and isn't a number.
        var fourth = new Field(at, end - at);

        if (client.Length > limits.MaxIdLength)
            return NoCommand(line, text, limits);
        if (name.Of(line).SequenceEqual("IAMAT"u8))
        {
            if (Iso6709.Read(line[third.Start..], out var point) == third.Length && PosixTime.TryParse(fourth.Of(line), out var time) && time <= limits.Latest)
                return Command.IAmAt(text, client, third, point, fourth, time);
        }
        else if (name.Of(line).SequenceEqual("WHATSAT"u8)
            && TryParseRadius(third.Of(line), out var radius)
            && TryParseBound(fourth.Of(line), out var bound))
        {
            return Command.WhatsAt(text, client, radius, bound);
        }

        return NoCommand(line, text, limits);
    }

    /// <summary>Kilometres: digits, optionally a point and digits; 0 to 50, to the last digit.</summary>
    internal static bool TryParseRadius(ReadOnlySpan<byte> text, out double radius)
    {
        var whole = Digits.Count(text);
        radius = 0;
        return whole > 0
            && Digits.IsFraction(text[whole..])
            && Digits.IsWithin(text[..whole], text[whole..], MaxRadius)
            && Utf8Parser.TryParse(text, out radius, out _);
    }

    internal static bool TryParseBound(ReadOnlySpan<byte> text, out int bound)
    {
        bound = 0;
        return text.Length > 0
            && Digits.Count(text) == text.Length
            && Digits.IsWithin(text, default, MaxBound)
            && Utf8Parser.TryParse(text, out bound, out _);
    }

    private static Command NoCommand(ReadOnlySpan<byte> line, Field text, in CommandLimits limits) =>
        IsHttpRequest(text.Of(line)) ? Command.HttpRequest(text)
        : limits.HasKeys && AuthLine.Is(text.Of(line)) ? Command.Auth(text)
        : Command.Invalid(text);

    /// <summary>A web page can make a browser send such a line to any port, with commands of its own behind it.</summary>
    private static bool IsHttpRequest(ReadOnlySpan<byte> text) => text.EndsWith("HTTP/1.1"u8) || text.EndsWith("HTTP/1.0"u8);

    /// <returns>False: no other field follows.</returns>
    private static bool TrySplit(ReadOnlySpan<byte> line, ref int at, out Field field)
    {
        var length = WhiteSpace.IndexIn(line[at..]);
        field = new Field(at, length);
        if (length < 0)
            return false;
        at += length + 1;
        while (WhiteSpace.Is(line[at]))
            at++;
        return true;
    }
}
