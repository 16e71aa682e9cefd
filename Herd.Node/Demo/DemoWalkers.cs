using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Herd.Actors.Places.Embedded;
using Herd.Node.Settings;

namespace Herd.Node.Demo;

/// <summary>Clients that move between towns of Los Angeles and report to nodes: most by IAMAT, a tenth over HTTP.</summary>
/// <remarks>While a client's node is gone, it reports to another one.</remarks>
internal sealed class DemoWalkers : IDisposable
{
    private const double West = -118.75;
    private const double South = 33.72;
    private const double East = -117.75;
    private const double North = 34.32;
    private const int Towns = 120;
    private const int Neighbours = 5;

    /// <summary>Each client reports once in this many ticks.</summary>
    private const int Turns = 20;

    private const double MetresPerDegree = 111_195;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly string[] Kinds = ["Bus", "Bike", "Tram", "Taxi"];

    private readonly DemoHerd _herd;
    private readonly (double Latitude, double Longitude)[] _towns;
    private readonly int[][] _nearest;
    private readonly Walker[] _walkers;
    private readonly Random _random = new(1);
    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly CancellationTokenSource _stop = new();
    private Task _walking = Task.CompletedTask;

    public DemoWalkers(DemoHerd herd, int count)
    {
        _herd = herd;
        _towns = [.. TownTiles.Find(West, South, East, North, Towns)];
        _nearest = [.. _towns.Select(town => Enumerable.Range(0, _towns.Length).OrderBy(other => Distance(town, _towns[other])).Skip(1).Take(Neighbours).ToArray())];
        _walkers = [.. Enumerable.Range(0, count).Select(NewWalker)];
    }

    public bool AreWalking { get; set; } = true;

    public void Start() => _walking = Task.WhenAll(_herd.Settings.Nodes.Select((node, number) => WalkAsync(node, number)));

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _walking.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _http.Dispose();
        _stop.Dispose();
    }

    /// <summary>Reports all clients of a node, on one connection.</summary>
    private async Task WalkAsync(NodeSettings home, int number)
    {
        var nodes = _herd.Settings.Nodes;
        using var timer = new PeriodicTimer(Tick);
        NodeSettings? told = null;
        NetworkStream? connection = null;
        try
        {
            for (var turn = 0; await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false); turn = (turn + 1) % Turns)
            {
                var node = _herd.IsUp(home.Name) ? home : nodes.FirstOrDefault(other => _herd.IsUp(other.Name));
                if (!AreWalking || node is null)
                    continue;
                try
                {
                    if (connection is null || told != node)
                    {
                        connection?.Dispose();
                        connection = await ConnectAsync(node).ConfigureAwait(false);
                        told = node;
                    }

                    await ReportAsync(node, connection, number, nodes.Count, turn).ConfigureAwait(false);
                }
                catch (Exception fault) when (fault is IOException or SocketException or HttpRequestException || (fault is OperationCanceledException && !_stop.IsCancellationRequested))
                {
                    // The node stops. Try another one, or itself later.
                    connection?.Dispose();
                    connection = null;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The demo stops.
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private async Task<NetworkStream> ConnectAsync(NodeSettings node)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(node.Host, node.ClientPort, _stop.Token).ConfigureAwait(false);
            // It owns the socket.
            var connection = client.GetStream();
            // Answers must be read, or the node would stop reading reports.
            _ = connection.CopyToAsync(Stream.Null, CancellationToken.None).ContinueWith(task => _ = task.Exception, TaskScheduler.Default);
            return connection;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task ReportAsync(NodeSettings node, NetworkStream connection, int number, int nodes, int turn)
    {
        var now = DateTimeOffset.UtcNow;
        var time = (now - DateTimeOffset.UnixEpoch).TotalSeconds;
        var (lines, features) = (new StringBuilder(), new StringBuilder());
        for (var index = number + nodes * turn; index < _walkers.Length; index += nodes * Turns)
        {
            var walker = _walkers[index];
            Move(walker, time);
            if (walker.Kind is null)
            {
                lines.Append(CultureInfo.InvariantCulture, $"IAMAT {walker.Id} {walker.Latitude:+00.000000;-00.000000}{walker.Longitude:+000.000000;-000.000000} {time:0.000}\n");
            }
            else
            {
                features.Append(CultureInfo.InvariantCulture, $$$"""
                    {"id":"{{{walker.Id}}}","lat":{{{walker.Latitude:0.000000}}},"lon":{{{walker.Longitude:0.000000}}},"attributes":{"name":"{{{walker.Kind}}} {{{index}}}","speed":{{{walker.Speed:0.0}}},"course":{{{walker.Course:0}}},"accuracy":{{{walker.Accuracy:0}}},"battery":{{{walker.Battery:0.00}}}},"time":{{{time:0.000}}}}

                    """);
            }
        }

        await connection.WriteAsync(Encoding.ASCII.GetBytes(lines.ToString()), _stop.Token).ConfigureAwait(false);
        if (features.Length == 0)
            return;
        using var content = new StringContent(features.ToString(), new MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await _http.PostAsync(new Uri(_herd.UriOf(node), "/v1/clients"), content, _stop.Token).ConfigureAwait(false);
    }

    private Walker NewWalker(int number)
    {
        // A tenth of each node's clients.
        var turn = number / _herd.Settings.Nodes.Count;
        var kind = turn % 10 == 0 ? Kinds[turn / 10 % Kinds.Length] : null;
        var walker = new Walker($"{(kind is null ? "walker" : kind.ToLowerInvariant())}-{number}", kind)
        {
            From = _random.Next(_towns.Length),
            Speed = kind is null ? 4 + 6 * _random.NextDouble() : 10 + 15 * _random.NextDouble(),
            Accuracy = 5 + 60 * _random.NextDouble(),
            Battery = 0.1 + 0.9 * _random.NextDouble(),
        };
        Turn(walker, walker.From);
        walker.Way = _random.NextDouble() * walker.Length;
        return walker;
    }

    private void Move(Walker walker, double time)
    {
        var elapsed = walker.Time > 0 ? Math.Min(time - walker.Time, 10) : 0;
        walker.Time = time;
        walker.Way += walker.Speed * elapsed;
        walker.Battery = Math.Max(0.03, walker.Battery - elapsed / 20_000);
        if (walker.Way >= walker.Length)
            Turn(walker, walker.To);
        var (from, to) = (_towns[walker.From], _towns[walker.To]);
        var share = Math.Min(1, walker.Way / walker.Length);
        var (north, east) = (to.Latitude - from.Latitude, to.Longitude - from.Longitude);
        // Each client has its own curve between two towns.
        var side = walker.Side * Math.Sin(Math.PI * share);
        walker.Latitude = from.Latitude + share * north + side * east;
        walker.Longitude = from.Longitude + share * east - side * north;
        walker.Course = (double.RadiansToDegrees(Math.Atan2(east * Math.Cos(double.DegreesToRadians(from.Latitude)), north)) + 360) % 360;
    }

    private void Turn(Walker walker, int town)
    {
        // Several nodes' clients move at the same time, and Random isn't thread-safe, but Random.Shared is.
        var random = Random.Shared;
        walker.From = town;
        walker.To = _nearest[town][random.Next(_nearest[town].Length)];
        walker.Way = 0;
        walker.Length = Math.Max(1, Distance(_towns[walker.From], _towns[walker.To]));
        walker.Side = (random.NextDouble() + random.NextDouble() - 1) * 0.5;
    }

    /// <summary>Metres, approximately.</summary>
    private static double Distance((double Latitude, double Longitude) from, (double Latitude, double Longitude) to)
    {
        var east = (to.Longitude - from.Longitude) * Math.Cos(double.DegreesToRadians(from.Latitude));
        return MetresPerDegree * Math.Sqrt((to.Latitude - from.Latitude) * (to.Latitude - from.Latitude) + east * east);
    }

    private sealed class Walker(string id, string? kind)
    {
        public string Id => id;

        /// <summary>Null: it reports over TCP, without attributes.</summary>
        public string? Kind => kind;

        public int From { get; set; }

        public int To { get; set; }

        public double Length { get; set; }

        /// <summary>Metres travelled of <see cref="Length"/>.</summary>
        public double Way { get; set; }

        /// <summary>The curve's deviation from the straight line, as a share of its length.</summary>
        public double Side { get; set; }

        public double Time { get; set; }

        public double Latitude { get; set; }

        public double Longitude { get; set; }

        /// <summary>Metres per second.</summary>
        public double Speed { get; set; }

        public double Course { get; set; }

        public double Accuracy { get; set; }

        public double Battery { get; set; }
    }
}
