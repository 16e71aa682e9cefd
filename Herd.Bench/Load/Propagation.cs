using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HdrHistogram;

namespace Herd.Bench.Load;

/// <summary>Doesn't poll: a WHATSAT waits at the other node for the client (herd.client.unknown-client-grace).</summary>
internal sealed class Propagation(IPEndPoint from, IPEndPoint to, string prefix)
{
    /// <summary>Longer than any wait for an unknown client.</summary>
    private const int AnswerTimeout = 90_000;

    /// <summary>Gives the WHATSAT time to arrive before the report is sent.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(2);

    /// <summary>From before the IAMAT is sent until the other node's answer is read.</summary>
    public HistogramBase FromSent { get; } = Latency.NewHistogram();

    /// <summary>From the IAMAT's answer to the other node's answer; 0 if the latter came first.</summary>
    public HistogramBase FromAcknowledged { get; } = Latency.NewHistogram();

    public void Run(TimeSpan duration, CancellationToken cancel)
    {
        using var reporter = Connect(from);
        using var asker = Connect(to);
        var watch = Stopwatch.StartNew();
        var (block, answer) = (new IamatBlock($"{prefix}-", 0, 1), new byte[64 * 1024]);
        for (var client = 0; watch.Elapsed < duration && !cancel.IsCancellationRequested; client++)
        {
            asker.Send(Encoding.ASCII.GetBytes($"WHATSAT {prefix}-{client:D9} 0 0\n"));
            Thread.Sleep(Lead);
            block.SetClients(client);
            var line = block.Next().Bytes.Span;
            var sent = Stopwatch.GetTimestamp();
            reporter.Send(line);
            Receive(reporter, answer, "\n"u8);
            var acknowledged = Stopwatch.GetTimestamp();
            var isThere = asker.Available > 0;
            Receive(asker, answer, "\n\n"u8);
            FromSent.RecordSince(sent);
            if (isThere)
                FromAcknowledged.RecordValue(0);
            else
                FromAcknowledged.RecordSince(acknowledged);
        }
    }

    private static Socket Connect(IPEndPoint node)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = AnswerTimeout };
        socket.Connect(node);
        return socket;
    }

    /// <exception cref="IOException">The node closed the connection, or didn't learn of the client in time.</exception>
    private static void Receive(Socket socket, byte[] answer, ReadOnlySpan<byte> end)
    {
        for (var read = 0; !answer.AsSpan(0, read).EndsWith(end);)
        {
            var more = socket.Receive(answer.AsSpan(read));
            if (more == 0)
                throw new IOException("the node closed the connection");
            read += more;
            if (answer[0] == (byte)'?')
                throw new IOException("the node didn't learn of the client while the question waited for it");
        }
    }
}
