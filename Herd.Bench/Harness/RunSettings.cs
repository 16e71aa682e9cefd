namespace Herd.Bench.Harness;

/// <summary>How long and how large a run is.</summary>
/// <param name="Rounds">Of each scenario, at least 1.</param>
/// <param name="Duration">Of one measurement under load.</param>
/// <param name="IsQuick">Tiny sizes: to see that everything runs, not how fast.</param>
internal sealed record RunSettings(int Rounds, TimeSpan Duration, bool IsQuick)
{
    private static readonly TimeSpan LongWarmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ShortRampUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan ShortWarmUp = TimeSpan.FromSeconds(0.1);

    public static RunSettings Default { get; } = new(5, TimeSpan.FromSeconds(4), false);

    public static RunSettings Quick { get; } = new(1, TimeSpan.FromSeconds(0.2), true);

    /// <summary>Load that doesn't count, until hot code is compiled for good.</summary>
    public TimeSpan WarmUp => IsQuick ? ShortWarmUp : LongWarmUp;

    /// <summary>Load that doesn't count, on what is warm.</summary>
    public TimeSpan RampUp => IsQuick ? TimeSpan.Zero : ShortRampUp;

    /// <summary>A number of clients, connections or updates.</summary>
    public int Size(int full, int quick) => IsQuick ? quick : full;
}
