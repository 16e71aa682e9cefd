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
    private PipeWriter? _asker;

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
            var asker = _asker;
            input.AdvanceTo(TakeAll(read.Buffer, output), read.Buffer.End);
            foreach (var writer in new[] { _next ?? asker, output })
            {
                if (writer is not null)
                    await writer.FlushAsync().ConfigureAwait(false);
            }

            if (read.IsCompleted)
                return;
        }
    }

    /// <returns>Behind the last whole line.</returns>
    private SequencePosition TakeAll(in ReadOnlySequence<byte> bytes, PipeWriter output)
    {
        var reader = new SequenceReader<byte>(bytes);
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
            Take(line, output);
        return reader.Position;
    }

    private void Take(ReadOnlySpan<byte> line, PipeWriter output)
    {
        switch (line[0])
        {
            case (byte)'W':
                _asker = output;
                break;
            case (byte)'I':
                EchoServer.Answer(line, output);
                HandOn(line);
                break;
            default:
                HandOn(line);
                break;
        }
    }

    private void HandOn(ReadOnlySpan<byte> line)
    {
        if (_next is not null)
        {
            _next.Write("AT"u8);
            _next.Write(line);
            _next.Write("\n"u8);
        }
        else if (_asker is { } asker)
        {
            _asker = null;
            asker.Write(line);
            asker.Write("\n\n"u8);
        }
    }
}
