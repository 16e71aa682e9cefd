using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Herd.Bench.Load;

/// <summary>Sends as fast as the node answers. A blocking thread takes less CPU from the node than asynchronous calls would.</summary>
/// <param name="window">Most commands in flight.</param>
/// <param name="hasTls">Accepts any certificate.</param>
internal sealed class PipelinedSender(
    IPEndPoint node, ICommandSource commands, AnswerCounter answers, int window, Pace? pace = null, bool hasTls = false)
{
    private const int AnswerTimeout = 20_000;
    private const int ReceiveBytes = 256 * 1024;

    private long _answered;
    private long _receivedBytes;

    public long Answered => Volatile.Read(ref _answered);

    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Sends until stopped or out of commands, then waits for all outstanding answers.</summary>
    /// <exception cref="IOException">The node closed the connection, or its first answer is a refusal.</exception>
    public Task RunAsync(CancellationToken stop) =>
        Task.Factory.StartNew(() => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = AnswerTimeout, SendTimeout = AnswerTimeout };
        socket.Connect(node);
        using var stream = OpenAsync(socket, hasTls, CancellationToken.None).GetAwaiter().GetResult();
        var buffer = new byte[ReceiveBytes];
        var underWay = 0;
        pace?.Start();
        var isAllSent = false;
        while (!isAllSent && !stop.IsCancellationRequested)
        {
            while (underWay < window && !isAllSent)
            {
                var block = commands.Next();
                isAllSent = block.Commands == 0;
                pace?.Wait(block.Commands);
                stream.Write(block.Bytes.Span);
                underWay += block.Commands;
            }

            if (underWay > 0)
                underWay -= Receive(stream, buffer);
        }

        while (underWay > 0)
            underWay -= Receive(stream, buffer);
    }

    public static async Task<Stream> OpenAsync(Socket socket, bool hasTls, CancellationToken cancel)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (!hasTls)
            return plain;
        var tls = new SslStream(plain);
        var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true };
        await tls.AuthenticateAsClientAsync(options, cancel).ConfigureAwait(false);
        return tls;
    }

    private int Receive(Stream stream, byte[] buffer)
    {
        var read = stream.Read(buffer);
        if (read == 0)
            throw new IOException("the node closed the connection");
        if (_answered == 0 && buffer[0] == (byte)'?')
            throw new IOException($"the node refused: {System.Text.Encoding.UTF8.GetString(buffer, 0, Math.Min(read, 200))}");
        Volatile.Write(ref _receivedBytes, _receivedBytes + read);
        var count = answers.Count(buffer.AsSpan(0, read));
        Volatile.Write(ref _answered, _answered + count);
        return count;
    }
}

internal sealed class Pace(double perSecond)
{
    private static readonly TimeSpan MinSleep = TimeSpan.FromMilliseconds(1);

    private readonly Stopwatch _watch = new();
    private double _due;

    public void Start() => _watch.Restart();

    /// <summary>Waits until these commands are due. Catches up on at most a tenth of a second's delay at once.</summary>
    public void Wait(int commands)
    {
        var early = TimeSpan.FromSeconds(_due / perSecond) - _watch.Elapsed;
        if (early > MinSleep)
            Thread.Sleep(early);
        _due = Math.Max(_due, (_watch.Elapsed.TotalSeconds - 0.1) * perSecond) + commands;
    }
}
