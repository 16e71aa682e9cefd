using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Herd.Bench.Harness;
using Herd.Bench.Processes;
using Herd.Bench.Rivals.Redis;

namespace Herd.Bench.Rivals;

internal sealed class BulkScenario : IScenario
{
    private const int Clients = 1_000_000;

    /// <summary>Parallel DELETEs.</summary>
    private const int Connections = 32;

    private const string Secret = "7dbd0d56cd5a4b1c9e2f6a8b3c4d5e6f";

    /// <summary>DELETE needs the admin right.</summary>
    private static readonly string[] Access = [$"herd.access.keys.ops.secret={Secret}", "herd.access.keys.ops.may=[report, read, admin]"];

    private static readonly Measurement Imported = new("import", "locations/s", Better.Higher);
    private static readonly Measurement Forgotten = new("forgetting each", "clients/s", Better.Higher);
    private static readonly Measurement Erased = new("until no forgotten ID is in the folder, after the last", "s", Better.Lower);

    public string Name => "bulk";

    public string Description =>
        $"{Clients:N0} clients. The herd: one POST /v1/clients of NDJSON to one node, which parses, checks, floods and saves; then a DELETE for each, over {Connections} connections; then how long until none of ten of the IDs stands in its folder. Redis: GEOADDs in batches of 500, then ZREMs the same way; it writes nothing to disk.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings)
    {
        var clients = settings.Size(Clients, 2_000);
        return [new Subject("herd", cancel => RunHerdAsync(clients, cancel)), new Subject("Redis", cancel => RunRedisAsync(clients, cancel))];
    }

    private static async Task<IReadOnlyList<Reading>> RunHerdAsync(int clients, CancellationToken cancel)
    {
        await using var herd = await RunningHerd.StartAsync(HerdPlan.Single, Access, cancel).ConfigureAwait(false);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = herd.Status("Goloman"), Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        var body = new StringBuilder();
        for (var client = 0; client < clients; client++)
            body.Append(CultureInfo.InvariantCulture, $$"""{"id":"{{IdOf(client)}}","lat":{{34 + (client % 1000 / 1000.0):F6}},"lon":{{-118 - (client / 1000 / 1000.0):F6}},"time":{{1_700_000_000 + client}}}""").Append('\n');
        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");

        var watch = Stopwatch.StartNew();
        using var response = await http.PostAsync(new Uri("/v1/clients", UriKind.Relative), content, cancel).ConfigureAwait(false);
        var answer = await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        var imported = clients / watch.Elapsed.TotalSeconds;
        if (!answer.Contains(string.Create(CultureInfo.InvariantCulture, $"\"accepted\":{clients},"), StringComparison.Ordinal))
            throw new InvalidOperationException($"the node answered {answer}");

        watch.Restart();
        await Parallel.ForEachAsync(Enumerable.Range(0, clients), new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancel }, async (client, stop) =>
        {
            using var forgotten = await http.DeleteAsync(new Uri($"/v1/clients/{IdOf(client)}", UriKind.Relative), stop).ConfigureAwait(false);
            if (forgotten.StatusCode != HttpStatusCode.NoContent)
                throw new InvalidOperationException($"the node answered {forgotten.StatusCode}");
        }).ConfigureAwait(false);
        var forgotten = clients / watch.Elapsed.TotalSeconds;

        watch.Restart();
        var traces = Enumerable.Range(0, 10).Select(part => Encoding.ASCII.GetBytes(IdOf(clients / 10 * part))).ToList();
        while (traces.Any(herd.StandsInFiles))
        {
            if (watch.Elapsed > TimeSpan.FromMinutes(2))
                throw new InvalidOperationException("two minutes behind the last DELETE an ID still stands in the node's folder");
            await Task.Delay(500, cancel).ConfigureAwait(false);
        }

        return [Imported.Is(imported), Forgotten.Is(forgotten), Erased.Is(watch.Elapsed.TotalSeconds)];
    }

    private static async Task<IReadOnlyList<Reading>> RunRedisAsync(int clients, CancellationToken cancel)
    {
        await using var redis = await GeoServer.StartRedisAsync(cancel).ConfigureAwait(false);
        var places = Enumerable.Range(0, clients).Select(client => (34 + (client % 1000 / 1000.0), -118 - (client / 1000 / 1000.0))).ToList();
        var watch = Stopwatch.StartNew();
        await redis.AddAsync(places, cancel).ConfigureAwait(false);
        var imported = clients / watch.Elapsed.TotalSeconds;
        watch.Restart();
        await redis.RemoveAsync(clients, cancel).ConfigureAwait(false);
        return [Imported.Is(imported), Forgotten.Is(clients / watch.Elapsed.TotalSeconds)];
    }

    private static string IdOf(int client) => string.Create(CultureInfo.InvariantCulture, $"bulk-{client:D9}-of-many");
}
