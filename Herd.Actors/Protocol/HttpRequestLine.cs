namespace Herd.Actors.Protocol;

/// <summary>
/// The request line of HTTP. A browser sends to any port what a web page tells it to, commands in the body too: nothing
/// behind such a line may count.
/// </summary>
internal static class HttpRequestLine
{
    /// <param name="text">A line without outer white space that is no command.</param>
    public static bool Is(ReadOnlySpan<byte> text) => text.EndsWith("HTTP/1.1"u8) || text.EndsWith("HTTP/1.0"u8);
}
