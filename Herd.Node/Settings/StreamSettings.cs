namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.stream</c>.</summary>
/// <param name="MaxReaders">Readers at a time; more are refused.</param>
public sealed record StreamSettings(int MaxReaders)
{
    public static StreamSettings Default { get; } = new(1_000);

    /// <summary>Readers of one key or one address at a time: half of all, so that nobody takes all places.</summary>
    public int MaxReadersOfOne => (MaxReaders + 1) / 2;
}
