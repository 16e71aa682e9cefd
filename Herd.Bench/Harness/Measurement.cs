namespace Herd.Bench.Harness;

/// <summary>Something that is measured.</summary>
/// <param name="Name">Unique in its scenario, as in <c>1 connection, p99</c>.</param>
/// <param name="Unit">Of its values, as in <c>updates/s</c>.</param>
/// <param name="Better">Which values are good.</param>
internal sealed record Measurement(string Name, string Unit, Better Better)
{
    /// <summary>This measurement's value in one round.</summary>
    public Reading Is(double value) => new(this, value);
}
