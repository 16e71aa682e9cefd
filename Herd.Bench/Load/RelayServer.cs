using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Herd.Bench.Load;

/// <summary>
/// What Kestrel and pipes need at least for a report's way through several processes: answers an IAMAT as
/// <see cref="EchoServer"/> does and hands the line on, without looking at it; the last holds a WHATSAT until a line comes.
/// </summary>
internal sealed class RelayServer
{
    private readonly PipeWriter? _next;
    private readonly Lock _gate = new();
    private PipeWriter? _asker;
    private byte[]? _early;

    private RelayServer(PipeWriter? next) => _next = next;

    /// <summary>Runs until a signal stops the process.</summary>
    /// <param name="port">Its own.</param>
    /// <param name="next">That of the process that it hands lines on to; 0: it is the last.</param>
    public static async Task RunAsync(int port, int next)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (next != 0)
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, next)).ConfigureAwait(false);
        var server = new RelayServer(next != 0 ? PipeWriter.Create(new NetworkStream(socket)) : null);
        await BareServer.RunAsync(port, server.ServeAsync).ConfigureAwait(false);
    }

    private async Task ServeAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            var (behind, other) = TakeAll(read.Buffer, output);
            input.AdvanceTo(behind, read.Buffer.End);
            if (other is not null)
                await other.FlushAsync().ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
            if (read.IsCompleted)
                return;
        }
    }

    /// <returns>The position behind the last whole line, and where else something was written to.</returns>
    private (SequencePosition Behind, PipeWriter? Other) TakeAll(in ReadOnlySequence<byte> bytes, PipeWriter output)
    {
        var reader = new SequenceReader<byte>(bytes);
        PipeWriter? other = null;
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
        {
            if (line.StartsWith("WHATSAT"u8))
            {
                Ask(output);
                continue;
            }

            if (line.StartsWith("IAMAT"u8))
                EchoServer.Answer(line, output);
            other = HandOn(line) ?? other;
        }

        return (reader.Position, other);
    }

    private void Ask(PipeWriter asker)
    {
        lock (_gate)
        {
            if (_early is null)
                _asker = asker;
            else
                Deliver(_early, asker);
            _early = null;
        }
    }

    /// <returns>Where it was written to; null: who asks for it is still to come.</returns>
    private PipeWriter? HandOn(ReadOnlySpan<byte> line)
    {
        if (_next is not null)
        {
            _next.Write("AT "u8);
            _next.Write(line);
            _next.Write("\n"u8);
            return _next;
        }

        lock (_gate)
        {
            var asker = _asker;
            if (asker is null)
                _early = line.ToArray();
            else
                Deliver(line, asker);
            _asker = null;
            return asker;
        }
    }

    private static void Deliver(ReadOnlySpan<byte> line, PipeWriter asker)
    {
        asker.Write(line);
        asker.Write("\n\n"u8);
    }
}
