namespace Herd.Node.Survey;

/// <summary>Colours for a terminal, or none.</summary>
internal sealed class Palette
{
    private const string Reset = "\e[0m";

    private readonly bool _hasColours;

    private Palette(bool hasColours) => _hasColours = hasColours;

    public static Palette None { get; } = new(hasColours: false);

    public static Palette Colours { get; } = new(hasColours: true);

    public string Heading(string text) => Paint("\e[1m", text);

    public string Good(string text) => Paint("\e[32m", text);

    public string Warning(string text) => Paint("\e[33m", text);

    public string Bad(string text) => Paint("\e[31m", text);

    private string Paint(string colour, string text) => _hasColours ? colour + text + Reset : text;
}
