namespace Herd.Actors.Protocol;

/// <summary>Understands lines from clients. Takes any bytes, throws nothing, allocates nothing.</summary>
public static class CommandParser
{
    /// <param name="line">One line; whether its line ending is still there makes no difference.</param>
    public static Command Parse(ReadOnlySpan<byte> line) => Parse(line, CommandLimits.None);

    /// <param name="line">One line; whether its line ending is still there makes no difference.</param>
    /// <param name="limits">A command that goes beyond them is invalid.</param>
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

        // The fourth field is all of the rest: with a field too many it has white space in it, and isn't a number.
        var fourth = new Field(at, end - at);

        if (client.Length > limits.MaxIdLength)
            return NoCommand(line, text, limits);
        if (name.Of(line).SequenceEqual("IAMAT"u8))
        {
            if (Iso6709.IsValid(third.Of(line)) && PosixTime.TryParse(fourth.Of(line), out var time) && time <= limits.Latest)
                return Command.IAmAt(text, client, third, fourth, time);
        }
        else if (name.Of(line).SequenceEqual("WHATSAT"u8)
            && SearchLimits.TryParseRadius(third.Of(line), out var radius)
            && SearchLimits.TryParseBound(fourth.Of(line), out var bound))
        {
            return Command.WhatsAt(text, client, radius, bound);
        }

        return NoCommand(line, text, limits);
    }

    private static Command NoCommand(ReadOnlySpan<byte> line, Field text, in CommandLimits limits) =>
        HttpRequestLine.Is(text.Of(line)) ? Command.HttpRequest(text)
        : limits.HasKeys && AuthLine.Is(text.Of(line)) ? Command.Auth(text)
        : Command.Invalid(text);

    /// <summary>Takes the next field off a line without outer white space, and the white space behind it.</summary>
    /// <returns>False if nothing is behind it.</returns>
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
