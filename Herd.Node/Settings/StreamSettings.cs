namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.stream</c>.</summary>
public sealed record StreamSettings(int MaxReaders)
{
    public static StreamSettings Default { get; } = new(1_000);

    /// <summary>Concurrent readers per key or address: half, so that nobody takes all places.</summary>
    public int MaxReadersOfOne => (MaxReaders + 1) / 2;
}
