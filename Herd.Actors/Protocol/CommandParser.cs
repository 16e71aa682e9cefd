namespace Herd.Actors.Protocol;

/// <summary>Understands lines from clients. Takes any bytes, throws nothing, allocates nothing.</summary>
public static class CommandParser
{
    /// <summary>Every command has as many fields, its name included.</summary>
    private const int FieldCount = 4;

    /// <param name="line">One line; whether its line ending is still there makes no difference.</param>
    public static Command Parse(ReadOnlySpan<byte> line)
    {
        var start = line.Length > 0 && !WhiteSpace.Is(line[0]) ? 0 : WhiteSpace.IndexOfOther(line);
        if (start < 0)
            return default;
        var end = WhiteSpace.Is(line[^1]) ? WhiteSpace.LastIndexOfOther(line) + 1 : line.Length;
        var text = new Field(start, end - start);

        Span<Field> fields = stackalloc Field[FieldCount];
        if (!TrySplit(line, text, fields))
            return Command.Invalid(text);
        var name = fields[0].Of(line);
        if (name.SequenceEqual("IAMAT"u8))
            return IAmAt(line, text, fields);
        return name.SequenceEqual("WHATSAT"u8) ? WhatsAt(line, text, fields) : Command.Invalid(text);
    }

    private static Command IAmAt(ReadOnlySpan<byte> line, Field text, ReadOnlySpan<Field> fields) =>
        Iso6709.IsValid(fields[2].Of(line)) && PosixTime.TryParse(fields[3].Of(line), out var time)
            ? Command.IAmAt(text, fields[1], fields[2], fields[3], time)
            : Command.Invalid(text);

    private static Command WhatsAt(ReadOnlySpan<byte> line, Field text, ReadOnlySpan<Field> fields) =>
        SearchLimits.TryParseRadius(fields[2].Of(line), out var radius)
        && SearchLimits.TryParseBound(fields[3].Of(line), out var bound)
            ? Command.WhatsAt(text, fields[1], radius, bound)
            : Command.Invalid(text);

    /// <returns>Whether there are exactly as many fields as asked for.</returns>
    private static bool TrySplit(ReadOnlySpan<byte> line, Field text, Span<Field> fields)
    {
        var at = text.Start;
        for (var i = 0; i < fields.Length - 1; i++)
        {
            var length = WhiteSpace.IndexIn(line[at..text.End]);
            if (length < 0)
                return false;
            fields[i] = new Field(at, length);
            at += length + 1;
            while (WhiteSpace.Is(line[at]))
                at++;
        }

        fields[^1] = new Field(at, text.End - at);
        return WhiteSpace.IndexIn(line[at..text.End]) < 0;
    }
}
