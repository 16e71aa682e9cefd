using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Herd.Bench.Processes;

/// <summary>What a process has in memory after a full garbage collection.</summary>
/// <param name="ResidentBytes">All of it, as the system counts it; what lies in the kernel (socket buffers) isn't in it.</param>
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
}

/// <summary>The managed heap of another .NET process, through its diagnostic port.</summary>
internal static class ManagedHeap
{
    private const string Provider = "Microsoft-Windows-DotNETRuntime";
    private const long GarbageCollections = 0x1;
    private const long CollectAtStart = 0x800000;
    private const int OldestGeneration = 2;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Has the process collect all its garbage.</summary>
    /// <returns>Bytes of the heap after that.</returns>
    /// <exception cref="TimeoutException">No collection was seen.</exception>
    public static async Task<long> CollectAsync(int processId, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Timeout);
        using var session = await new DiagnosticsClient(processId).StartEventPipeSessionAsync(
            new EventPipeProvider(Provider, EventLevel.Informational, GarbageCollections | CollectAtStart), requestRundown: false, token: limit.Token).ConfigureAwait(false);
        var bytes = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(() => Read(session.EventStream, bytes), CancellationToken.None);
        try
        {
            return await bytes.Task.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"no full garbage collection of process {processId} was seen within {Timeout.TotalSeconds} s");
        }
        finally
        {
            await session.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }
    }

    private static void Read(Stream events, TaskCompletionSource<long> bytes)
    {
        using var source = new EventPipeEventSource(events);
        var isFull = false;
        source.Clr.GCStart += collection => isFull = collection.Depth == OldestGeneration;
        source.Clr.GCHeapStats += heap =>
        {
            if (isFull)
                bytes.TrySetResult(heap.TotalHeapSize);
        };
        source.Process();
    }
}
