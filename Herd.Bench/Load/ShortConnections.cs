using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Herd.Bench.Load;

/// <summary>
/// Clients that connect, report once, close their sending side, read until the node closes, and come again: what a
/// connection costs.
/// </summary>
/// <param name="node">Where to connect.</param>
/// <param name="parallel">How many of them are at it at one time, each from a loopback address of its own, so that ports last.</param>
internal sealed class ShortConnections(IPEndPoint node, int parallel)
{
    /// <param name="warmUp">What doesn't count.</param>
    /// <param name="duration">What does.</param>
    /// <param name="cancel">Ends the load.</param>
    /// <returns>Connections per second, and how long they took from connecting to the end of the answer.</returns>
    public async Task<(double PerSecond, LatencyHistogram Latency)> MeasureAsync(TimeSpan warmUp, TimeSpan duration, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var latency = new LatencyHistogram();
        var runs = Enumerable.Range(0, parallel).Select(number => Task.Run(() => RunAsync(number, start, end, cancel), CancellationToken.None));
        foreach (var histogram in await Task.WhenAll(runs).ConfigureAwait(false))
            latency.Add(histogram);
        cancel.ThrowIfCancellationRequested();
        return (latency.Count / duration.TotalSeconds, latency);
    }

    private async Task<LatencyHistogram> RunAsync(int number, long start, long end, CancellationToken cancel)
    {
        var (clock, block, latency) = (new ClientClock(), new IamatBlock("caller-", number, 1), new LatencyHistogram());
        var source = new IPEndPoint(new IPAddress([127, 0, 1, (byte)(1 + (number % 250))]), 0);
        var answer = new byte[1024];
        while (!cancel.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            if (began >= end)
                break;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(source);
            await socket.ConnectAsync(node, cancel).ConfigureAwait(false);
            await socket.SendAsync(block.At(clock.Next()).Bytes, cancel).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            var read = 0;
            while (await socket.ReceiveAsync(answer.AsMemory(read), cancel).ConfigureAwait(false) is > 0 and var more)
                read += more;
            if (read == 0 || answer[read - 1] != (byte)'\n')
                throw new IOException("the node closed the connection without an answer");
            if (began >= start)
                latency.RecordSince(began);
        }

        return latency;
    }
}
