using System.Net;
using System.Security.Cryptography;
using System.Text;
using Herd.Actors.Gossip;

namespace Herd.Bench.Reliability;

/// <summary>What attackers send, and to which port.</summary>
internal static class Attacks
{
    public const string Secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    private const int LinesInPiece = 500;

    public sealed record Ports(IPEndPoint Clients, IPEndPoint Links, IPEndPoint Cluster, IPEndPoint Http);

    public sealed record Plan(string Name, Func<Ports, Attack> Make)
    {
        /// <summary>Whether the table tells how many pieces a second were sent.</summary>
        public bool IsCounted { get; init; }

        /// <summary>The attack goes on until so many pieces were sent.</summary>
        public long LeastSaid { get; init; }

        /// <summary>Each node's heap, instead of a budget in the settings; null: no limit.</summary>
        public long? HeapBytes { get; init; }

        /// <summary>Whether all nodes are restarted afterwards, one after the other.</summary>
        public bool Restarts { get; init; }
    }

    public static IReadOnlyList<Plan> All { get; } =
    [
        new("nothing", at => new Attack(at.Clients, 0, Nothing)),
        new("new IDs without end, on one connection", at => new Attack(at.Clients, 1, NewIds)),
        new("IDs of 1 kB without end, on one connection", at => new Attack(at.Clients, 1, LongIds)),
        new("3,000 connections that say nothing", at => new Attack(at.Clients, 3000, Nothing)),
        new("500 connections that ask and don't read", at => new Attack(at.Clients, 500, Questions) { Reads = false }),
        new("lines without end, on 20 connections", at => new Attack(at.Clients, 20, EndlessLine)),
        new("garbage, on 20 connections", at => new Attack(at.Clients, 20, Garbage)),
        new("web pages that report, on 20 connections", at => new Attack(at.Clients, 20, WebPage)),
        new("web pages that remove a node, on 20 connections", at => new Attack(at.Http, 20, RemovingPage)),
        new("garbage over HTTP, on 20 connections", at => new Attack(at.Http, 20, Garbage)),
        new("2,000 connections to the link port that say nothing", at => new Attack(at.Links, 2000, Nothing)),
        new("frames of 1 MiB that never end, at the link port", at => new Attack(at.Links, 50, UnfinishedFrame)),
        new("garbage at the link port, on 20 connections", at => new Attack(at.Links, 20, Garbage)),
        new("a peer that claims updates that nobody sent", at => AsPeer(at, HostilePeer.ClaimsOfTheNodeItself)),
        new("a peer that claims 30,000 origins", at => AsPeer(at, HostilePeer.ThousandsOfOrigins)),
        new("a peer with a new origin in each update", at => AsPeer(at, HostilePeer.EndlessOrigins)),
        new("a peer with line feeds in its updates", at => AsPeer(at, HostilePeer.ForgedLines)),
        new("a peer whose updates are of the far future", at => AsPeer(at, HostilePeer.FarFuture)),
        new("2,000 connections to the cluster port that say nothing", at => new Attack(at.Cluster, 2000, Nothing)),
        new("garbage at the cluster port, on 20 connections", at => new Attack(at.Cluster, 20, Garbage)),
        new("readers of the stream that come and go, on 100 connections", at => new Attack(at.Http, 100, StreamRequest) { GoesAfter = TimeSpan.FromMilliseconds(20) }),
        new("wrong keys at the client port", at => new Attack(at.Clients, 2500, WrongKey) { Rest = TimeSpan.FromMilliseconds(70) }) { IsCounted = true },
        new("wrong keys over HTTP", at => new Attack(at.Http, 130, WrongBasic) { Pause = TimeSpan.FromMilliseconds(10) }) { IsCounted = true },
        new("wrong proofs at the link port", at => new Attack(at.Links, 130, WrongProof)) { IsCounted = true },
        new("10 million new IDs at nodes with a heap of 256 MiB, which restart then", at => new Attack(at.Clients, 1, NewIds))
        {
            LeastSaid = 10_000_000 / LinesInPiece,
            HeapBytes = 256 * 1024 * 1024,
            Restarts = true,
        },
    ];

    private static Attack AsPeer(Ports at, HostilePeer.Lie lie) => new(at.Links, 4, async (socket, cancel) =>
    {
        var node = await HostilePeer.LinkAsync(socket, "bench", Secret, cancel).ConfigureAwait(false);
        return number => lie(node, number);
    });

    private static byte[] NewIds(int number) => Lines(i => $"IAMAT c{number}-{i} +1+1 1700000000\n");

    private static byte[] LongIds(int number) => Lines(i => $"IAMAT {number}-{i}-{new string('x', 1000)} +1+1 1700000000\n");

    private static byte[] Questions(int number) => number > 50 ? [] : Lines(_ => "WHATSAT honest 50 20\n");

    private static byte[] EndlessLine(int number) => Encoding.ASCII.GetBytes(new string('x', 64 * 1024));

    private static byte[] WebPage(int number) => Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: x\r\n\r\nIAMAT evil-{number} +1+1 1700000000\r\n");

    private static byte[] RemovingPage(int number) =>
        "POST /members/Welsh/remove HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private static byte[] Nothing(int number) => [];

    private static byte[] Garbage(int number)
    {
        var bytes = new byte[16 * 1024];
        new Random(number).NextBytes(bytes);
        return bytes;
    }

    private static byte[] StreamRequest(int number) => number == 0 ? "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray() : [];

    private static byte[] WrongKey(int number) => number == 0 ? "AUTH jane 00000000000000000000000000000000\n"u8.ToArray() : [];

    private static byte[] WrongBasic(int number) => Encoding.ASCII.GetBytes(
        $"GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {Convert.ToBase64String("jane:00000000000000000000000000000000"u8)}\r\n\r\n");

    private static byte[] WrongProof(int number)
    {
        if (number > 0)
            return [];
        var hello = new Hello("bench", "Mallory", 1, RandomNumberGenerator.GetBytes(Hello.NonceLength));
        return [.. hello.ToFrame().Span, .. LinkFrame.Write(LinkFrameKind.Proof, new byte[32]).Span];
    }

    private static byte[] UnfinishedFrame(int number) => number == 0 ? [0, 0, 16, 0, 1] : number < 16 ? new byte[64 * 1024] : [];

    private static byte[] Lines(Func<int, string> line) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, LinesInPiece).Select(line)));
}
