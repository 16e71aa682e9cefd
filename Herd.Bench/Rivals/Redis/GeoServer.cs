using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Herd.Bench.Harness;
using Herd.Bench.Processes;

namespace Herd.Bench.Rivals.Redis;

internal sealed class GeoServer : IAsyncDisposable
{
    private const int Batch = 500;
    private const string StatisticsOfSearch = "cmdstat_geosearch:";
    private const string Garnet = "garnet-server";

    private readonly string _name;
    private readonly DirectoryInfo _folder;
    private readonly TcpClient _client = new() { NoDelay = true };
    private ChildProcess? _server;
    private StreamReader _answers = StreamReader.Null;

    private GeoServer(string name, DirectoryInfo folder) => (_name, _folder) = (name, folder);

    /// <summary>User and kernel time of all threads.</summary>
    public TimeSpan ProcessorTime => _server!.ProcessorTime;

    public static Task<GeoServer> StartRedisAsync(CancellationToken cancel) => StartAsync(
        "Redis", RedisHerd.Program, "on Debian: apt-get install redis-server", folder => ["--dir", folder, "--save", "", "--appendonly", "no"], cancel);

    public static Task<GeoServer> StartGarnetAsync(CancellationToken cancel) => StartAsync(
        "Garnet", Garnet, $"dotnet tool install --global {Garnet} --version 2.2.8", folder => ["--checkpointdir", folder], cancel);

    private static async Task<GeoServer> StartAsync(
        string name, string program, string install, Func<string, IReadOnlyList<string>> options, CancellationToken cancel)
    {
        if (!InstalledProgram.Exists(program))
            throw new NotMeasuredException($"{InstalledProgram.Missing(program)}; {install}");
        var port = FreePorts.Take();
        var folder = Directory.CreateTempSubdirectory("herd-bench-geo-");
        var server = new GeoServer(name, folder);
        try
        {
            await server.StartAsync([program, "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), .. options(folder.FullName)], port, cancel).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task StartAsync(IReadOnlyList<string> command, int port, CancellationToken cancel)
    {
        _server = await ChildProcess.StartAsync(
            _name,
            command,
            line => line.Contains("Ready to accept connections", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30),
            cancel).ConfigureAwait(false);
        await _client.ConnectAsync(IPAddress.Loopback, port, cancel).ConfigureAwait(false);
        _answers = new StreamReader(_client.GetStream(), Encoding.ASCII);
    }

    public async Task AddAsync(IReadOnlyList<(double Latitude, double Longitude)> places, CancellationToken cancel)
    {
        var member = 0;
        foreach (var batch in places.Chunk(Batch))
        {
            await SendAsync(batch.Select(place => string.Create(CultureInfo.InvariantCulture, $"GEOADD herd {place.Longitude:F6} {place.Latitude:F6} mover-0-{member++:D9}")), cancel).ConfigureAwait(false);
            foreach (var _ in batch)
                await ReadAsync(':', cancel).ConfigureAwait(false);
        }
    }

    public async Task RemoveAsync(int count, CancellationToken cancel)
    {
        foreach (var batch in Enumerable.Range(0, count).Chunk(Batch))
        {
            await SendAsync(batch.Select(member => string.Create(CultureInfo.InvariantCulture, $"ZREM herd mover-0-{member:D9}")), cancel).ConfigureAwait(false);
            foreach (var _ in batch)
                await ReadAsync(':', cancel).ConfigureAwait(false);
        }
    }

    /// <summary>For each point the distances to its nearest members, ascending, in metres.</summary>
    public async Task<IReadOnlyList<double[]>> SearchAsync(
        IReadOnlyList<(double Latitude, double Longitude)> points, double radius, int limit, CancellationToken cancel)
    {
        var found = new List<double[]>(points.Count);
        foreach (var batch in points.Chunk(Batch))
        {
            await SendAsync(batch.Select(point => string.Create(CultureInfo.InvariantCulture, $"GEOSEARCH herd FROMLONLAT {point.Longitude:F6} {point.Latitude:F6} BYRADIUS {radius:F1} m ASC COUNT {limit} WITHDIST")), cancel).ConfigureAwait(false);
            foreach (var _ in batch)
            {
                var distances = new double[await ReadAsync('*', cancel).ConfigureAwait(false)];
                for (var at = 0; at < distances.Length; at++)
                {
                    await ReadAsync('*', cancel).ConfigureAwait(false);
                    await ReadTextAsync(cancel).ConfigureAwait(false);
                    distances[at] = double.Parse(await ReadTextAsync(cancel).ConfigureAwait(false), CultureInfo.InvariantCulture);
                }

                found.Add(distances);
            }
        }

        return found;
    }

    public async Task<(double Microseconds, double Calls)> SearchTimeAsync(CancellationToken cancel)
    {
        await SendAsync(["INFO commandstats"], cancel).ConfigureAwait(false);
        var length = await ReadAsync('$', cancel).ConfigureAwait(false);
        var text = new char[length + 2];
        await _answers.ReadBlockAsync(text, cancel).ConfigureAwait(false);
        var line = new string(text).Split("\r\n").First(line => line.StartsWith(StatisticsOfSearch, StringComparison.Ordinal));
        var values = line[StatisticsOfSearch.Length..].Split(',').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return (double.Parse(values["usec"], CultureInfo.InvariantCulture), double.Parse(values["calls"], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _answers.Dispose();
        _client.Dispose();
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        _folder.Delete(recursive: true);
    }

    private async Task SendAsync(IEnumerable<string> commands, CancellationToken cancel) =>
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Concat(commands.Select(ArrayOf))), cancel).ConfigureAwait(false);

    /// <summary>A command as an array of strings; Garnet accepts nothing else.</summary>
    private static string ArrayOf(string command)
    {
        var words = command.Split(' ');
        return string.Create(CultureInfo.InvariantCulture, $"*{words.Length}\r\n{string.Concat(words.Select(word => $"${word.Length}\r\n{word}\r\n"))}");
    }

    private async Task<int> ReadAsync(char kind, CancellationToken cancel)
    {
        var line = await _answers.ReadLineAsync(cancel).ConfigureAwait(false) ?? "the end of the connection";
        return line[0] == kind && int.TryParse(line.AsSpan(1), CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new IOException($"{_name} answered {line}");
    }

    private async Task<string> ReadTextAsync(CancellationToken cancel)
    {
        await ReadAsync('$', cancel).ConfigureAwait(false);
        return await _answers.ReadLineAsync(cancel).ConfigureAwait(false) ?? throw new IOException($"{_name} closed the connection");
    }
}
