using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Herd.Bench.Load;

/// <summary>Asks a node for clients and says which it knows less of than was acknowledged.</summary>
internal static class Checker
{
    private const int Batch = 200;

    /// <summary>The clients that the node doesn't know, or knows an older location of.</summary>
    /// <param name="host">The node's.</param>
    /// <param name="port">Its client port.</param>
    /// <param name="acknowledged">Newest acknowledged times, milliseconds.</param>
    public static async Task<List<string>> MissingAsync(
        string host, int port, IReadOnlyCollection<KeyValuePair<string, long>> acknowledged)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host, port).ConfigureAwait(false);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var missing = new List<string>();
        foreach (var part in acknowledged.Chunk(Batch))
        {
            var text = string.Concat(part.Select(entry => $"WHATSAT {entry.Key} 0 0\n"));
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text)).ConfigureAwait(false);
            foreach (var (name, time) in part)
            {
                if (await ReadTimeAsync(reader, name).ConfigureAwait(false) < time)
                    missing.Add(name);
            }
        }

        return missing;
    }

    private static async Task<long> ReadTimeAsync(StreamReader reader, string client)
    {
        var first = await ReadLineAsync(reader).ConfigureAwait(false);
        if (first.StartsWith("? ", StringComparison.Ordinal))
            return -1;
        // The JSON, one line or more, ends with an empty line.
        while ((await ReadLineAsync(reader).ConfigureAwait(false)).Length > 0)
        {
        }

        var fields = first.Split(' ');
        if (fields.Length != 6 || fields[3] != client)
            throw new InvalidOperationException($"wrong answer to a WHATSAT for {client}: {first}");
        return (long)Math.Round(decimal.Parse(fields[5], CultureInfo.InvariantCulture) * 1000);
    }

    private static async Task<string> ReadLineAsync(StreamReader reader) =>
        await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(false)
        ?? throw new IOException("the node closed the connection");
}
