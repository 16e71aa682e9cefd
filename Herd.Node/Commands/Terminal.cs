namespace Herd.Node.Commands;

/// <summary>Whether somebody looks at what is printed: then it may move and have colours.</summary>
internal static class Terminal
{
    public static bool HasOutput => !Console.IsOutputRedirected && IsCapable;

    public static bool HasError => !Console.IsErrorRedirected && IsCapable;

    private static bool IsCapable => Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
