using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Herd.Tests.Node;

/// <summary>A client of a node. Bytes are Latin-1 characters; nothing waits longer than a minute.</summary>
internal sealed class HerdClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _patience = new();
    private readonly Stream _stream;
    private readonly Func<Task> _endSending;
    private readonly StreamReader _answers;

    private HerdClient(Stream stream, Func<Task> endSending)
    {
        _stream = stream;
        _endSending = endSending;
        _answers = new StreamReader(_stream, Encoding.Latin1);
    }

    public static Task<HerdClient> ConnectAsync(int port) => ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));

    public static Task<HerdClient> ConnectAsync(IPEndPoint node) =>
        ConnectAsync(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, node);

    public static async Task<HerdClient> ConnectAsync(Socket socket, IPEndPoint node)
    {
        await socket.ConnectAsync(node);
        return new HerdClient(new NetworkStream(socket, ownsSocket: true), () =>
        {
            socket.Shutdown(SocketShutdown.Send);
            return Task.CompletedTask;
        });
    }

    public static async Task<HerdClient> ConnectWithTlsAsync(IPEndPoint node, string ca)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(node);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(TestTls.TrustIn(ca, "localhost"));
        return new HerdClient(stream, stream.ShutdownAsync);
    }

    /// <summary>An IAMAT at the Anderson School in Los Angeles.</summary>
    public static string Iamat(string client, int second = 1) => $"IAMAT {client} +34.068930-118.445127 {second}";

    /// <summary>Of one operation, not of the client's life: a test on a busy machine may take long.</summary>
    private CancellationToken Patience
    {
        get
        {
            _patience.CancelAfter(Limit);
            return _patience.Token;
        }
    }

    public Task SendLineAsync(string line) => SendAsync(line + "\n");

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, Patience).AsTask();

    public void EndSending() => _endSending().Wait();

    public async Task<string?> ReadLineAsync() => await _answers.ReadLineAsync(Patience);

    public Task<string> ReadToEndAsync() => _answers.ReadToEndAsync(Patience);

    public async Task<string?> AskAsync(string line)
    {
        await SendLineAsync(line);
        return await ReadLineAsync();
    }

    public async Task<(string? Line, string Places)> ReadWhatsAtAsync()
    {
        var line = await ReadLineAsync();
        if (line is null || line.StartsWith('?'))
            return (line, "");
        var places = new StringBuilder();
        while (await ReadLineAsync() is { Length: > 0 } json)
            places.Append(json).Append('\n');
        return (line, places.ToString());
    }

    public async Task<string?> LocateAsync(string client)
    {
        await SendLineAsync($"WHATSAT {client} 1 0");
        return (await ReadWhatsAtAsync()).Line;
    }

    public async Task<List<string?>> LocateAsync(IReadOnlyCollection<string> clients)
    {
        List<string?> lines = [];
        // Concurrently: a node stops reading from a client that doesn't read.
        var sending = SendAsync(string.Concat(clients.Select(client => $"WHATSAT {client} 1 0\n")));
        while (lines.Count < clients.Count)
            lines.Add((await ReadWhatsAtAsync()).Line);
        await sending;
        return lines;
    }

    public void Dispose()
    {
        _answers.Dispose();
        _patience.Dispose();
    }
}
