using System.Text;

namespace Herd.Tests.Clients;

/// <summary>Random input for the client port: valid, invalid and mutated commands. Bytes are Latin-1.</summary>
internal sealed class FuzzInput(Random random, bool hasKeys = false)
{
    private static readonly string[] Keys = ["AUTH jane jane-0123456789a", "AUTH ann ann-0123456789ab"];

    private static readonly string[] Commands =
    [
        "IAMAT kiwi +34.068930-118.445127 999.959498503",
        "IAMAT kiwi +34.5-118.25 999.5",
        "IAMAT fig -0.5+7 1000",
        "IAMAT fig +90-180.000 1060",
        "IAMAT k +1+1 1060.000000001",
        "IAMAT k +1+1 -0.25",
        "IAMAT k +90.0+180 -1000000000000000000",
        "IAMAT 12345678901234567 +1+1 1",
        "IAMAT \xFF\0 +00.000-000.0 007",
        "IAMAT k +1+1 4000000000",
        "WHATSAT kiwi 10 5",
        "WHATSAT fig 0.5 020",
        "WHATSAT k 50.0 0",
        "WHATSAT nobody 1 1",
        "WHATSAT 12345678901234567 1 1",
        "AT Goloman +0.5 kiwi +1+1 1",
        "hello?",
        "GET / HTTP/1.1",
        "",
    ];

    private static readonly string[] Pieces =
    [
        " ", "  ", "\t", "\r", "\n", "\v", "\f", "\r\n", "\0", "\xFF", "\x85", "IAMAT", "WHATSAT", "AT", "iamat", "kiwi", "fig",
        "+", "-", ".", "e1", "0", "00", "9", "50", "51", "20", "21", "90", "91", "180", "181", "nan", "inf", "1000", "1060",
        "1000000000000000000", "1000000000000000001", "0.0000000001", "0.000000001", "+34.5-118.25", "HTTP/1.0", "HTTP/1.1",
        "?", "\xC3\xA9", "1234567890123456", "AUTH name secret", "AUTH", "jane", "jane-0123456789a",
    ];

    private static readonly string[] Spaces = [" ", " ", " ", "  ", "\t", "\v\f", " \r "];

    public string Line()
    {
        var line = hasKeys && random.Next(6) == 0 ? Keys[random.Next(Keys.Length)] : Commands[random.Next(Commands.Length)];
        if (random.Next(4) == 0)
            line = line.Replace(" ", Spaces[random.Next(Spaces.Length)], StringComparison.Ordinal);
        // Half of them stay as they are; otherwise hardly any would be valid.
        for (var changes = random.Next(2) * random.Next(1, 4); changes > 0; changes--)
            line = Change(line);
        return line;
    }

    /// <summary>The last line may lack its ending.</summary>
    public string Lines()
    {
        var text = new StringBuilder();
        for (var count = random.Next(1, 30); count > 0; count--)
            text.Append(Line()).Append(random.Next(4) == 0 ? "\r\n" : "\n");
        if (random.Next(3) == 0)
            text.Append(Line());
        return text.ToString();
    }

    public IEnumerable<int> Cuts(int length) =>
        Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(length + 1)).Order();

    private string Change(string line)
    {
        var at = random.Next(line.Length + 1);
        var to = random.Next(at, line.Length + 1);
        return random.Next(7) switch
        {
            0 => line[..at] + (char)random.Next(256) + line[at..],
            1 => line[..at] + line[to..],
            2 => line[..at] + Pieces[random.Next(Pieces.Length)] + line[at..],
            3 => line[..at] + Pieces[random.Next(Pieces.Length)] + line[to..],
            4 => line[..to] + line[at..],
            5 => line[..at] + Commands[random.Next(Commands.Length)],
            _ => line[..at] + new string((char)random.Next('\x21', 256), random.Next(1, 120)) + line[at..],
        };
    }
}
