using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Herd.Bench.Load;

/// <summary>
/// Clients that move as fast as a node takes it: pipelined IAMATs over one connection, in blocks that were rendered before;
/// only the time's digits change. Answers are counted and not read.
/// </summary>
internal sealed class Flooder(IPEndPoint node, string prefix, int clients)
{
    private const int BlockLines = 500;

    private readonly List<(byte[] Bytes, int[] Times)> _blocks = Render(prefix, clients);

    /// <summary>Updates that were answered.</summary>
    public long Count { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(node, CancellationToken.None).ConfigureAwait(false);
        var answers = new byte[256 * 1024];
        for (var round = DateTimeOffset.UtcNow.ToUnixTimeSeconds(); !stop.IsCancellationRequested; round++)
        {
            foreach (var (bytes, times) in _blocks)
            {
                if (stop.IsCancellationRequested)
                    break;
                foreach (var at in times)
                    round.TryFormat(bytes.AsSpan(at, 10), out _, "D10", CultureInfo.InvariantCulture);
                await socket.SendAsync(bytes, CancellationToken.None).ConfigureAwait(false);
                for (var left = times.Length; left > 0;)
                {
                    var read = await socket.ReceiveAsync(answers, CancellationToken.None).ConfigureAwait(false);
                    if (read == 0)
                        throw new IOException("the node closed the connection");
                    left -= answers.AsSpan(0, read).Count((byte)'\n');
                }

                Count += times.Length;
            }
        }
    }

    private static List<(byte[], int[])> Render(string prefix, int clients) =>
        [.. Enumerable.Range(0, clients).Chunk(BlockLines).Select(part => RenderBlock(prefix, part))];

    private static (byte[], int[]) RenderBlock(string prefix, int[] clients)
    {
        var text = new StringBuilder();
        var times = new int[clients.Length];
        for (var i = 0; i < clients.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"IAMAT {prefix}-{clients[i]} +34.068930-118.445127 ");
            times[i] = text.Length;
            text.Append("0000000000.123456789\n");
        }

        return (Encoding.ASCII.GetBytes(text.ToString()), times);
    }
}
