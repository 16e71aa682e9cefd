using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Herd.Bench.Load;

/// <summary>A plain text connection for everything that isn't measured.</summary>
internal sealed class LineClient : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client = new() { NoDelay = true };
    private StreamReader? _reader;

    public static async Task<LineClient> ConnectAsync(IPEndPoint node, CancellationToken cancel)
    {
        var client = new LineClient();
        await client._client.ConnectAsync(node, cancel).ConfigureAwait(false);
        client._reader = new StreamReader(client._client.GetStream(), Encoding.UTF8);
        return client;
    }

    public ValueTask SendAsync(string lines) => _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(lines));

    public async Task<string> ReadLineAsync() =>
        await _reader!.ReadLineAsync().WaitAsync(AnswerTimeout).ConfigureAwait(false) ?? throw new IOException("the node closed the connection");

    public async Task<string> ReadPlacesAsync()
    {
        var text = new StringBuilder();
        while (await ReadLineAsync().ConfigureAwait(false) is { Length: > 0 } line)
            text.AppendLine(line);
        return text.ToString();
    }

    public void Dispose() => _client.Dispose();
}
