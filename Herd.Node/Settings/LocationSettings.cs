using System.Globalization;
using Herd.Actors.Locations;

namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.locations</c>.</summary>
/// <param name="MaxCount">Clients whose location is stored; 0: as many as the memory allows.</param>
/// <param name="MaxMemory">Bytes of memory that their locations may take; 0: half of what the machine or container allows.</param>
/// <param name="Retention">How long they stay.</param>
public sealed record LocationSettings(long MaxCount, long MaxMemory, RetentionSettings Retention)
{
    /// <summary>The other half is for the durable copy, links, connections and the collector.</summary>
    private const int Share = 2;

    /// <summary>For each of some nodes of this process.</summary>
    public LocationLimits LimitsFor(int nodes) => new(
        MaxCount > 0 ? MaxCount : LocationLimits.None.MaxCount,
        MaxMemory > 0 ? MaxMemory : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Share / nodes);

    /// <summary>How much memory each of some nodes of this process may take for locations, for people.</summary>
    public string DescribeMemory(int nodes)
    {
        var mebibytes = LimitsFor(nodes).MaxBytes / (double)(1 << 20);
        return mebibytes >= 1024
            ? string.Create(CultureInfo.InvariantCulture, $"{mebibytes / 1024:0.#} GiB of locations")
            : string.Create(CultureInfo.InvariantCulture, $"{mebibytes:0.#} MiB of locations");
    }
}
