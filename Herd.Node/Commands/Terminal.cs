using Herd.Node.Survey;

namespace Herd.Node.Commands;

/// <summary>The terminal that standard output goes to, if it does.</summary>
internal static class Terminal
{
    /// <summary>Whether one is there, and understands more than text.</summary>
    public static bool IsThere { get; } = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Colours, unless https://no-color.org says otherwise.</summary>
    public static Palette Palette => IsThere && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? Palette.Colours : Palette.None;

    /// <summary>Its size now: a window's user may change it.</summary>
    public static (int Columns, int Rows) Size => (Console.WindowWidth, Console.WindowHeight);
}
