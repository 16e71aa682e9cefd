namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.stream</c>.</summary>
/// <param name="MaxReaders">Readers at a time; more are refused.</param>
public sealed record StreamSettings(int MaxReaders)
{
    public static StreamSettings Default { get; } = new(1_000);
}
