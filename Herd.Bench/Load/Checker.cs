using System.Globalization;
using System.Net;

namespace Herd.Bench.Load;

/// <summary>Asks a node for clients and says which it knows less of than was acknowledged.</summary>
internal static class Checker
{
    private const int Batch = 200;

    /// <summary>The clients that the node doesn't know, or knows an older location of.</summary>
    /// <param name="host">The node's address.</param>
    /// <param name="acknowledged">Newest acknowledged times, milliseconds.</param>
    public static async Task<List<string>> MissingAsync(
        string host, int port, IReadOnlyCollection<KeyValuePair<string, long>> acknowledged)
    {
        using var client = await LineClient.ConnectAsync(new IPEndPoint(IPAddress.Parse(host), port), CancellationToken.None).ConfigureAwait(false);
        var missing = new List<string>();
        foreach (var part in acknowledged.Chunk(Batch))
        {
            await client.SendAsync(string.Concat(part.Select(entry => $"WHATSAT {entry.Key} 0 0\n"))).ConfigureAwait(false);
            foreach (var (name, time) in part)
            {
                if (await ReadTimeAsync(client, name).ConfigureAwait(false) < time)
                    missing.Add(name);
            }
        }

        return missing;
    }

    private static async Task<long> ReadTimeAsync(LineClient client, string name)
    {
        var first = await client.ReadLineAsync().ConfigureAwait(false);
        if (first.StartsWith("? ", StringComparison.Ordinal))
            return -1;
        await client.ReadPlacesAsync().ConfigureAwait(false);
        var fields = first.Split(' ');
        if (fields.Length != 6 || fields[3] != name)
            throw new InvalidOperationException($"wrong answer to a WHATSAT for {name}: {first}");
        return (long)Math.Round(decimal.Parse(fields[5], CultureInfo.InvariantCulture) * 1000);
    }
}
