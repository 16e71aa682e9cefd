using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace Herd.Bench.Processes;

/// <summary>A process's memory after a full garbage collection. Socket buffers in the kernel don't count.</summary>
internal readonly record struct NodeMemory(long ResidentBytes, long HeapBytes)
{
    /// <summary>Two: finalized objects go with the second.</summary>
    private const int Collections = 2;

    /// <summary>The runtime returns memory to the system gradually.</summary>
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

internal static class ManagedHeap
{
    private const string Provider = "Microsoft-Windows-DotNETRuntime";
    private const long GarbageCollections = 0x1;
    private const long CollectAtStart = 0x800000;
    private const int OldestGeneration = 2;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Forces a full collection in the process. Returns the heap size after it, in bytes.</summary>
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
