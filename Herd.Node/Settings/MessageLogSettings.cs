namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.log</c>.</summary>
/// <param name="Messages">Whether a node keeps a message log.</param>
/// <param name="MaxSize">Bytes after which a new file is begun.</param>
/// <param name="MaxFiles">Files kept, the one being written included.</param>
public sealed record MessageLogSettings(bool Messages, long MaxSize, int MaxFiles)
{
    public static MessageLogSettings Default { get; } = new(true, 16 * 1024 * 1024, 4);
}
