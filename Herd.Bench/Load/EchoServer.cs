using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Herd.Bench.Load;

/// <summary>
/// What Kestrel and pipes can do at most: answers each line with a line of the length that a node's answer has, without
/// looking at it.
/// </summary>
internal static class EchoServer
{
    /// <summary>By so much "AT Goloman +0.263873386 " is longer than "IAMAT ".</summary>
    private static readonly byte[] Longer = "AT Goloman +0.263873"u8[..18].ToArray();

    /// <summary>Runs until a signal stops the process.</summary>
    public static Task RunAsync(int port) => BareServer.RunAsync(port, ServeAsync);

    /// <summary>What a node's answer to an IAMAT is in length.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="output">Gets the answer, with its end.</param>
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

    /// <returns>Behind the last whole line.</returns>
    private static SequencePosition AnswerAll(in ReadOnlySequence<byte> bytes, IBufferWriter<byte> output)
    {
        var reader = new SequenceReader<byte>(bytes);
        while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
            Answer(line, output);
        return reader.Position;
    }
}
