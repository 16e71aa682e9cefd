namespace Herd.Bench.Harness;

/// <summary>Values of several rounds in short.</summary>
internal readonly record struct Summary(double Median, double Min, double Max)
{
    /// <param name="values">At least one.</param>
    public static Summary Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[^1]);
    }
}
