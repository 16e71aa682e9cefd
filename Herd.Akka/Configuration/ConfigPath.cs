namespace Akka.Configuration;

/// <summary>Splits <c>a.b."c.d"</c> into a, b and c.d.</summary>
internal static class ConfigPath
{
    public static IEnumerable<string> Split(string path)
    {
        if (path.IndexOf('"') < 0)
            return path.Split('.', StringSplitOptions.RemoveEmptyEntries);

        // Every second piece between quotation marks stood inside them.
        return path.Split('"').SelectMany((piece, i) =>
            i % 2 == 1 ? [piece] : piece.Split('.', StringSplitOptions.RemoveEmptyEntries));
    }
}
