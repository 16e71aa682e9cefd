namespace Herd.Node.Commands;

/// <summary>Whether output goes to a terminal, and may have colours and move.</summary>
internal static class Terminal
{
    public static bool HasOutput => !Console.IsOutputRedirected && IsCapable;

    public static bool HasError => !Console.IsErrorRedirected && IsCapable;

    private static bool IsCapable => Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
