using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Herd.Bench.Load;

/// <summary>
/// What Kestrel and pipes can do at most: answers each line with a line of the length that a node's answer has, without
/// looking at it.
/// </summary>
internal static class EchoServer
{
    /// <summary>Runs until a signal stops the process; prints <c>echo ready</c>.</summary>
    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseConnectionHandler<Handler>()));
        await using var application = builder.Build();
        await application.StartAsync().ConfigureAwait(false);
        await Console.Out.WriteLineAsync("echo ready").ConfigureAwait(false);
        await application.WaitForShutdownAsync().ConfigureAwait(false);
    }

    private sealed class Handler : ConnectionHandler
    {
        /// <summary>By so much "AT Goloman +0.263873386 " is longer than "IAMAT ".</summary>
        private static readonly byte[] Longer = "AT Goloman +0.263873"u8[..18].ToArray();

        public override async Task OnConnectedAsync(ConnectionContext connection)
        {
            var (input, output) = (connection.Transport.Input, connection.Transport.Output);
            while (true)
            {
                var read = await input.ReadAsync().ConfigureAwait(false);
                input.AdvanceTo(Answer(read.Buffer, output), read.Buffer.End);
                var flushed = await output.FlushAsync().ConfigureAwait(false);
                if (read.IsCompleted || flushed.IsCompleted)
                    return;
            }
        }

        /// <returns>Behind the last whole line.</returns>
        private static SequencePosition Answer(in ReadOnlySequence<byte> bytes, IBufferWriter<byte> output)
        {
            var reader = new SequenceReader<byte>(bytes);
            while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
            {
                var length = Longer.Length + line.Length + 1;
                var answer = output.GetSpan(length);
                Longer.CopyTo(answer);
                line.CopyTo(answer[Longer.Length..]);
                answer[length - 1] = (byte)'\n';
                output.Advance(length);
            }

            return reader.Position;
        }
    }
}
