using System.Net.Sockets;
using System.Text;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Bench.Reliability;

/// <summary>A peer that knows the herd's secret and sends what no node sends.</summary>
internal static class HostilePeer
{
    /// <summary>What it sends once it is linked, each as a whole.</summary>
    /// <param name="node">The hello of the node attacked.</param>
    public delegate byte[] Lie(Hello node, int number);

    /// <summary>Proves the secret, and waits until the node has said what it has: from then on it takes updates.</summary>
    /// <exception cref="IOException">The node has closed the connection.</exception>
    public static async Task<Hello> LinkAsync(Socket socket, string herd, string secret, CancellationToken cancel)
    {
        using var stream = new NetworkStream(socket);
        // Behind every other in the alphabet: the node chooses the connection to use.
        var own = new NodeIdentity(herd, $"Zed{Random.Shared.Next()}", (ulong)DateTime.UtcNow.Ticks);
        var handshake = new Handshake(own, null, secret, isCaller: true);
        await stream.WriteAsync(handshake.Own.ToFrame(), cancel).ConfigureAwait(false);
        while (true)
        {
            var (kind, body) = await LinkFrame.ReadAsync(stream, LinkFrame.MaxLength, cancel).ConfigureAwait(false) ?? throw new IOException("closed");
            if (kind == LinkFrameKind.Have)
                return handshake.Other!;
            List<ReadOnlyMemory<byte>> answers = [];
            if (!handshake.IsVerified && handshake.Take(kind, body, answers) is { } refusal)
                throw new IOException(refusal);
            foreach (var answer in answers)
                await stream.WriteAsync(answer, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Updates that the node is said to have sent, though it has sent none.</summary>
    public static byte[] ClaimsOfTheNodeItself(Hello node, int number) =>
        LinkFrame.Write(LinkFrameKind.Covered, VersionVector.From([(node.Node, node.Epoch, UpdateFrame.MaxSequence)])).ToArray();

    public static byte[] ThousandsOfOrigins(Hello node, int number) => LinkFrame.Write(
        LinkFrameKind.Covered, VersionVector.From(Enumerable.Range(0, 30_000).Select(origin => ($"Origin-{origin}", 1UL, 1UL)))).ToArray();

    /// <summary>Each update has another origin.</summary>
    public static byte[] EndlessOrigins(Hello node, int number) =>
        [.. Enumerable.Range(number * 100, 100).SelectMany(origin => Update($"Origin-{origin}", $"lie-{origin}", 1_700_000_000))];

    /// <summary>A line feed in a client's ID: what follows it would be a line of its own in an answer.</summary>
    public static byte[] ForgedLines(Hello node, int number)
    {
        var frame = Update("Zed", "lie", 1_700_000_000);
        frame[frame.AsSpan().IndexOf("lie"u8) + 1] = (byte)'\n';
        return frame;
    }

    public static byte[] FarFuture(Hello node, int number) => Update("Zed", "honest", 1_000_000_000_000_000);

    private static byte[] Update(string origin, string client, long time)
    {
        var line = Encoding.ASCII.GetBytes($"IAMAT {client} +1+1 {time}");
        var command = CommandParser.Parse(line);
        var server = Encoding.ASCII.GetBytes(origin);
        var frame = new byte[UpdateFrame.MaxLength(server.Length, line.Length)];
        var length = UpdateFrame.Write(frame, server, line, command, PosixTime.From(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000)));
        UpdateFrame.WriteStamp(frame, 1, 1);
        return frame[..length];
    }
}
