using System.Globalization;
using Herd.Actors.Locations;

namespace Herd.Node.Settings;

/// <param name="MaxCount">Clients with a stored location; 0: limited by memory only.</param>
/// <param name="MaxMemory">Bytes per node; 0: this process's nodes share half of what the machine or container allows.</param>
public sealed record LocationSettings(long MaxCount, long MaxMemory, RetentionSettings Retention)
{
    /// <summary>The other half is for the durable copy, links, connections and the garbage collector.</summary>
    private const int Share = 2;

    public LocationLimits LimitsFor(int nodes) => new(
        MaxCount > 0 ? MaxCount : LocationLimits.None.MaxCount,
        MaxMemory > 0 ? MaxMemory : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Share / nodes);

    public string DescribeMemory(int nodes)
    {
        var mebibytes = LimitsFor(nodes).MaxBytes / (double)(1 << 20);
        return mebibytes >= 1024
            ? string.Create(CultureInfo.InvariantCulture, $"{mebibytes / 1024:0.#} GiB of locations")
            : string.Create(CultureInfo.InvariantCulture, $"{mebibytes:0.#} MiB of locations");
    }
}
