using System.Globalization;

namespace Herd.Bench.Processes;

/// <summary>What a process has in memory after a full garbage collection.</summary>
/// <param name="ResidentBytes">All of it, as the system counts it; what lies in the kernel (socket buffers) isn't in it.</param>
/// <param name="HeapBytes">Its managed heap.</param>
internal readonly record struct NodeMemory(long ResidentBytes, long HeapBytes)
{
    /// <summary>Twice: what is finalized after the first collection goes with the second.</summary>
    private const int Collections = 2;

    /// <summary>After a collection memory is given back to the system little by little.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task<NodeMemory> OfAsync(ChildProcess process, CancellationToken cancel)
    {
        var heap = 0L;
        for (var collection = 0; collection < Collections; collection++)
            heap = await ManagedHeap.CollectAsync(process.Id, cancel).ConfigureAwait(false);
        await Task.Delay(Settling, cancel).ConfigureAwait(false);
        return new NodeMemory(process.ResidentBytes, heap);
    }

    public static NodeMemory operator -(NodeMemory left, NodeMemory right) =>
        new(left.ResidentBytes - right.ResidentBytes, left.HeapBytes - right.HeapBytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ResidentBytes:N0} bytes, {HeapBytes:N0} of them managed");
}
