using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using HdrHistogram;
using Herd.Actors.Gossip;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Reliability;

/// <summary>Attacks one of five nodes, each time on a fresh herd: an honest client's answers, the node's memory, the aftermath.</summary>
internal sealed class AttackRun(TimeSpan duration, string only)
{
    private const string Target = "Goloman";
    private const int MaxMemoryMiB = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Keys are on, so that wrong ones are checked; anonymous clients may still report and ask.</summary>
    private static readonly string[] Access =
    [
        "herd.access.keys.jane.secret=7dbd0d56cd5a4b1c9e2f6a8b3c4d5e6f",
        "herd.access.keys.jane.may=[report, read]",
        "herd.access.anonymous=[report, read]",
        "herd.link.secret=0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    ];

    private static readonly (string Name, Func<TargetPorts, Attack> Begin)[] Attacks =
    [
        ("nothing", _ => new Attack([])),
        ("new IDs without end, on one connection", at => new Attack([(at.Clients, NewIds, 1)])),
        ("IDs of 1 kB without end, on one connection", at => new Attack([(at.Clients, LongIds, 1)])),
        ("3,000 connections that say nothing", at => new Attack([(at.Clients, Nothing, 3000)])),
        ("500 connections that ask and don't read", at => new Attack([(at.Clients, Questions, 500)], reads: false)),
        ("lines without end, on 20 connections", at => new Attack([(at.Clients, EndlessLine, 20)])),
        ("garbage, on 20 connections", at => new Attack([(at.Clients, Garbage, 20)])),
        ("web pages that report, on 20 connections", at => new Attack([(at.Clients, WebPage, 20)])),
        ("2,000 connections to the link port that say nothing", at => new Attack([(at.Links, Nothing, 2000)])),
        ("frames of 1 MiB that never end, at the link port", at => new Attack([(at.Links, UnfinishedFrame, 50)])),
        ("garbage at the link port, on 20 connections", at => new Attack([(at.Links, Garbage, 20)])),
        ("readers of the stream that come and go, on 100 connections", at => new Attack([(at.Http, StreamRequest, 100)]) { GoesAfter = TimeSpan.FromMilliseconds(20) }),
        ("wrong keys at the client port", at => new Attack([(at.Clients, WrongKey, 2500)]) { IsCounted = true, Rest = TimeSpan.FromMilliseconds(70) }),
        ("wrong keys over HTTP", at => new Attack([(at.Http, WrongBasic, 130)]) { IsCounted = true, Pause = Pause }),
        ("wrong proofs at the link port", at => new Attack([(at.Links, WrongProof, 130)]) { IsCounted = true }),
    ];

    /// <returns>Whether no node ended, all agreed after each attack, and the honest client got all its answers.</returns>
    public async Task<bool> RunAsync(TextWriter output)
    {
        var isSound = true;
        await output.WriteLineAsync("| attack | answers to an honest client | p50, ms | p99, ms | memory before, MiB | during | 5 s after | busy, 5 s after | clients left | agree |").ConfigureAwait(false);
        await output.WriteLineAsync("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|").ConfigureAwait(false);
        foreach (var (name, begin) in Attacks.Where(attack => attack.Name.Contains(only, StringComparison.Ordinal)))
        {
            await using var herd = await RunningHerd.StartAsync(
                HerdPlan.Goloman, [$"herd.locations.max-memory={MaxMemoryMiB}MiB", "herd.client.max-connections-per-address=1000", .. Access], CancellationToken.None).ConfigureAwait(false);
            using var honest = new HonestClient(herd.ClientPort(Target));
            await honest.ServeAsync(TimeSpan.FromSeconds(3)).ConfigureAwait(false);
            var before = MemoryOf(herd);
            honest.Forget();

            long during;
            var attack = begin(new TargetPorts(
                herd.ClientPort(Target),
                new IPEndPoint(IPAddress.Loopback, herd.LinkPorts.First()),
                new IPEndPoint(IPAddress.Loopback, herd.Status(Target).Port)));
            await using (attack.ConfigureAwait(false))
            {
                await honest.ServeAsync(duration).ConfigureAwait(false);
                during = MemoryOf(herd);
            }

            var rate = attack.IsCounted ? string.Create(CultureInfo.InvariantCulture, $", {attack.Said / duration.TotalSeconds:N0} a second") : "";

            var served = honest.Describe();

            var busy = await BusyAsync(herd, TimeSpan.FromSeconds(5)).ConfigureAwait(false);
            var agrees = !double.IsInfinity(await herd.Agreement.AwaitAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(false));
            isSound &= agrees && honest.HasAll;
            var left = await herd.Agreement.ClientsAsync(0).ConfigureAwait(false);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name}{rate} | {served} | {before} | {during} | {MemoryOf(herd)} | {busy:P0} | {left:N0} | {(agrees ? "yes" : "**no**")} |")).ConfigureAwait(false);
        }

        return isSound;
    }

    /// <returns>The share of one CPU that the node uses in the last second of the wait.</returns>
    private static async Task<double> BusyAsync(RunningHerd herd, TimeSpan wait)
    {
        var end = TimeSpan.FromSeconds(1);
        await Task.Delay(wait - end).ConfigureAwait(false);
        var before = herd[Target].ProcessorTime;
        await Task.Delay(end).ConfigureAwait(false);
        return (herd[Target].ProcessorTime - before) / end;
    }

    private static long MemoryOf(RunningHerd herd) => herd[Target].ResidentBytes / (1024 * 1024);

    // The attackers' payloads, by number of the piece.

    private static byte[] NewIds(int number) => Lines(i => $"IAMAT c{number}-{i} +1+1 1700000000\n");

    private static byte[] LongIds(int number) => Lines(i => $"IAMAT {number}-{i}-{new string('x', 1000)} +1+1 1700000000\n");

    private static byte[] Questions(int number) => number > 50 ? [] : Lines(_ => "WHATSAT honest 50 20\n");

    private static byte[] EndlessLine(int number) => Encoding.ASCII.GetBytes(new string('x', 64 * 1024));

    private static byte[] WebPage(int number) => Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: x\r\n\r\nIAMAT evil-{number} +1+1 1700000000\r\n");

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

    private static byte[] Lines(Func<int, string> line) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(line)));

    private sealed record TargetPorts(IPEndPoint Clients, IPEndPoint Links, IPEndPoint Http);

    /// <summary>Moves up to a hundred times a second, and checks each answer.</summary>
    private sealed class HonestClient : IDisposable
    {
        private readonly TcpClient _connection = new() { NoDelay = true };
        private readonly StreamReader _answers;
        private readonly IntHistogram _latencies = Latency.NewHistogram();
        private long _time = 1_700_000_000;
        private long _wrong;

        public HonestClient(IPEndPoint node)
        {
            _connection.Connect(node);
            _answers = new StreamReader(_connection.GetStream());
        }

        public bool HasAll => _wrong == 0;

        /// <summary>On a thread of its own, since attackers keep the thread pool busy.</summary>
        public Task ServeAsync(TimeSpan duration) =>
            Task.Factory.StartNew(() => Serve(duration), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public void Forget() => _latencies.Reset();

        public string Describe() => string.Create(
            CultureInfo.InvariantCulture,
            $"{_latencies.TotalCount:N0}{(HasAll ? "" : $", {_wrong} wrong")} | {_latencies.Percentile(50):0.00} | {_latencies.Percentile(99):0.0}");

        public void Dispose() => _connection.Dispose();

        private void Serve(TimeSpan duration)
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < duration;)
            {
                var said = string.Create(CultureInfo.InvariantCulture, $"honest +34.068930-118.445127 {++_time}");
                var since = Stopwatch.GetTimestamp();
                _connection.GetStream().Write(Encoding.ASCII.GetBytes($"IAMAT {said}\n"));
                var answer = _answers.ReadLine();
                _latencies.RecordSince(since);
                if (answer?.EndsWith(said, StringComparison.Ordinal) != true)
                    _wrong++;
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>Connections that repeat the same pieces until disposed; a closed one is replaced.</summary>
    private sealed class Attack : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<Task> _connections = [];
        private long _said;

        public Attack(IEnumerable<(IPEndPoint Where, Func<int, byte[]> Piece, int Connections)> attackers, bool reads = true)
        {
            foreach (var (where, piece, connections) in attackers)
                _connections.AddRange(Enumerable.Range(0, connections).Select(_ => Task.Run(() => RunAsync(where, piece, reads))));
        }

        public bool IsCounted { get; init; }

        /// <summary>Between a connection's end and the next, on average.</summary>
        public TimeSpan Rest { get; init; } = TimeSpan.FromMilliseconds(10);

        /// <summary>Resets a connection this long after its last piece, on average; zero: it stays.</summary>
        public TimeSpan GoesAfter { get; init; }

        public TimeSpan Pause { get; init; }

        public long Said => Interlocked.Read(ref _said);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_connections).ConfigureAwait(false);
            _stop.Dispose();
        }

        private async Task RunAsync(IPEndPoint where, Func<int, byte[]> piece, bool reads)
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(where, _stop.Token).ConfigureAwait(false);
                    using var stream = new NetworkStream(socket);
                    var reading = reads ? stream.CopyToAsync(Stream.Null, _stop.Token) : Task.Delay(Timeout.Infinite, _stop.Token);
                    for (var number = 0; !reading.IsCompleted; number++)
                    {
                        var bytes = piece(number);
                        if (bytes.Length > 0)
                        {
                            await socket.SendAsync(bytes, _stop.Token).ConfigureAwait(false);
                            Interlocked.Increment(ref _said);
                            if (Pause > TimeSpan.Zero)
                                await Task.Delay(Pause, _stop.Token).ConfigureAwait(false);
                        }
                        else if (GoesAfter > TimeSpan.Zero)
                        {
                            await Task.Delay(GoesAfter * (0.5 + Random.Shared.NextDouble()), _stop.Token).ConfigureAwait(false);
                            socket.Close(0);
                            break;
                        }
                        else
                        {
                            await Task.WhenAny(reading, Task.Delay(1000, _stop.Token)).ConfigureAwait(false);
                        }

                        _stop.Token.ThrowIfCancellationRequested();
                    }
                }
                catch (Exception fault) when (fault is SocketException or OperationCanceledException)
                {
                    // Refused or closed, as expected.
                }

                await Task.WhenAny(Task.Delay(Rest * (0.5 + Random.Shared.NextDouble()), _stop.Token)).ConfigureAwait(false);
            }
        }
    }
}
