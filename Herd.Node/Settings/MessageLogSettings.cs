namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.log</c>. MaxSize is in bytes; MaxFiles includes the one being written.</summary>
public sealed record MessageLogSettings(bool Messages, long MaxSize, int MaxFiles)
{
    public static MessageLogSettings Default { get; } = new(true, 16 * 1024 * 1024, 4);
}
