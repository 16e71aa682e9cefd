using System.Net;
using System.Net.Sockets;

namespace Herd.Bench.Reliability;

/// <summary>Connections that repeat the same pieces; a closed one is replaced.</summary>
/// <param name="begin">Makes a connection ready, and gives its pieces by number; an empty one: nothing more.</param>
internal sealed class Attack(IPEndPoint where, int connections, Func<Socket, CancellationToken, Task<Func<int, byte[]>>> begin) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _said;

    /// <param name="piece">By number since the connection was made; empty: nothing more.</param>
    public Attack(IPEndPoint where, int connections, Func<int, byte[]> piece)
        : this(where, connections, (_, _) => Task.FromResult(piece))
    {
    }

    public bool Reads { get; init; } = true;

    /// <summary>Between a connection's end and the next, on average.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Resets a connection this long after its last piece, on average; zero: it stays.</summary>
    public TimeSpan GoesAfter { get; init; }

    public TimeSpan Pause { get; init; }

    /// <summary>Pieces sent by all connections.</summary>
    public long Said => Interlocked.Read(ref _said);

    public void Begin() => _running = Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(RunAsync)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(where, _stop.Token).ConfigureAwait(false);
                await SendAsync(socket, await begin(socket, _stop.Token).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is SocketException or IOException or OperationCanceledException)
            {
                // Refused or closed, as expected.
            }

            await Task.WhenAny(Task.Delay(Rest * (0.5 + Random.Shared.NextDouble()), _stop.Token)).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(Socket socket, Func<int, byte[]> piece)
    {
        using var stream = new NetworkStream(socket);
        var reading = Reads ? stream.CopyToAsync(Stream.Null, _stop.Token) : Task.Delay(Timeout.Infinite, _stop.Token);
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
                return;
            }
            else
            {
                await Task.WhenAny(reading, Task.Delay(1000, _stop.Token)).ConfigureAwait(false);
            }

            _stop.Token.ThrowIfCancellationRequested();
        }
    }
}
