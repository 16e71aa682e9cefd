using System.Net;
using System.Net.Sockets;
using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

/// <summary>What an idle connection costs in memory, without TLS or both with and without.</summary>
internal sealed class IdleConnectionScenario(bool withTls = false) : IScenario
{
    public const string Measured = "an idle connection";

    private const int Connections = 10_000;
    private const int AtOnce = 100;

    private static readonly Measurement Resident = new(Measured, "bytes", Better.Lower);
    private static readonly Measurement Managed = new($"{Measured}, managed", "bytes", Better.Lower);

    public string Name => withTls ? "tls-idle-connections" : "idle-connections";

    public string Description =>
        $"{Connections:N0} connections to one node, which was started for the round; each has sent an IAMAT and is idle. By how much the node's resident memory (and its managed heap) is larger than before, each time after a full garbage collection, for each connection.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [
            new Subject("herd", cancel => RunRoundAsync(settings.Size(Connections, 50), hasTls: false, cancel)),
            .. withTls ? [new Subject("herd, TLS", cancel => RunRoundAsync(settings.Size(Connections, 50), hasTls: true, cancel))] : Array.Empty<Subject>(),
        ];

    private static async Task<IReadOnlyList<Reading>> RunRoundAsync(int count, bool hasTls, CancellationToken cancel)
    {
        await using var herd = hasTls
            ? await RunningHerd.StartWithTlsAsync(HerdPlan.Single, cancel).ConfigureAwait(false)
            : await RunningHerd.StartAsync(HerdPlan.Single, [], cancel).ConfigureAwait(false);
        var node = herd.Processes.First();
        var sockets = new List<Stream>();
        try
        {
            await OpenAsync(herd.ClientPorts[0], sockets, count / 10, hasTls, cancel).ConfigureAwait(false);
            var before = await NodeMemory.OfAsync(node, cancel).ConfigureAwait(false);
            await OpenAsync(herd.ClientPorts[0], sockets, count, hasTls, cancel).ConfigureAwait(false);
            var grown = await NodeMemory.OfAsync(node, cancel).ConfigureAwait(false) - before;
            return [Resident.Is((double)grown.ResidentBytes / count), Managed.Is((double)grown.HeapBytes / count)];
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task OpenAsync(IPEndPoint node, List<Stream> sockets, int count, bool hasTls, CancellationToken cancel)
    {
        foreach (var part in Enumerable.Range(0, count).Chunk(AtOnce))
            sockets.AddRange(await Task.WhenAll(part.Select(number => OpenAsync(node, number, hasTls, cancel))).ConfigureAwait(false));
    }

    private static async Task<Stream> OpenAsync(IPEndPoint node, int number, bool hasTls, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(node, cancel).ConfigureAwait(false);
            var stream = await PipelinedSender.OpenAsync(socket, hasTls, cancel).ConfigureAwait(false);
            await stream.WriteAsync(new IamatBlock("idler-", number, 1).Next().Bytes, cancel).ConfigureAwait(false);
            var read = await stream.ReadAsync(new byte[512], cancel).ConfigureAwait(false);
            return read > 0 ? stream : throw new IOException("the node closed the connection");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
