namespace Herd.Bench.Harness;

/// <summary>Which of two values of a measurement is the better one.</summary>
internal enum Better
{
    Higher,
    Lower,
}
