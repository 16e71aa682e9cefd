namespace Herd.Bench.Load;

/// <summary>What came back under steady load.</summary>
/// <param name="PerSecond">Answers.</param>
/// <param name="BytesPerSecond">Of answers.</param>
internal readonly record struct Rate(double PerSecond, double BytesPerSecond);
