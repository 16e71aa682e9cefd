using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Bench.Load;

internal static class BareServer
{
    /// <summary>Prints <c>ready</c> on a line of its own, and runs until a signal stops the process.</summary>
    public static async Task RunAsync(int port, ConnectionDelegate serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Use(_ => serve)));
        await using var application = builder.Build();
        await application.StartAsync().ConfigureAwait(false);
        await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
        await application.WaitForShutdownAsync().ConfigureAwait(false);
    }
}

/// <summary>The upper bound for Kestrel and pipes: answers each line unparsed, with a line as long as a node's answer.</summary>
internal static class EchoServer
{
    /// <summary>The length by which "AT Goloman +0.263873386 " exceeds "IAMAT ".</summary>
    private static readonly byte[] Longer = "AT Goloman +0.263873"u8[..18].ToArray();

    public static Task RunAsync(int port) => BareServer.RunAsync(port, ServeAsync);

    public static void Answer(ReadOnlySpan<byte> line, IBufferWriter<byte> output)
    {
        var length = Longer.Length + line.Length + 1;
        var answer = output.GetSpan(length);
        Longer.CopyTo(answer);
        line.CopyTo(answer[Longer.Length..]);
        answer[length - 1] = (byte)'\n';
        output.Advance(length);
    }

    private static async Task ServeAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        while (true)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            input.AdvanceTo(AnswerAll(read.Buffer, output), read.Buffer.End);
            var flushed = await output.FlushAsync().ConfigureAwait(false);
            if (read.IsCompleted || flushed.IsCompleted)
                return;
        }
    }

    private static SequencePosition AnswerAll(in ReadOnlySequence<byte> bytes, IBufferWriter<byte> output)
    {
        var reader = new SequenceReader<byte>(bytes);
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
            Answer(line, output);
        return reader.Position;
    }
}

/// <summary>The lower bound of propagation: passes lines on unparsed. The last relay holds a WHATSAT until a line arrives.</summary>
internal sealed class RelayServer
{
    private readonly PipeWriter? _next;
    private readonly Lock _gate = new();
    private PipeWriter? _asker;
    private byte[]? _early;

    private RelayServer(PipeWriter? next) => _next = next;

    /// <param name="next">The next relay's port; 0: this is the last.</param>
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

    /// <returns>The position after the last whole line, and the other pipe that needs a flush, if any.</returns>
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

    /// <returns>The pipe written to; null if the WHATSAT hasn't arrived yet.</returns>
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
