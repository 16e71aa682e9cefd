using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Herd.Tests.Node.EndToEnd;

public sealed class PipeliningTests : IAsyncLifetime
{
    /// <summary>About 1 MB.</summary>
    private const int Commands = 20_000;

    /// <summary>Far more than both sockets can buffer.</summary>
    private const int MaxBytes = 200_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private RunningHerd _herd = null!;

    public async Task InitializeAsync() => _herd = await RunningHerd.StartOneAsync("herd.log.messages=off");

    public async Task DisposeAsync() => await _herd.DisposeAsync();

    [Fact]
    public async Task A_megabyte_of_commands_sent_at_once_and_the_end_behind_it_is_answered_whole()
    {
        using var client = await _herd.ConnectAsync("Goloman");
        var sending = SendAllAsync();

        for (var i = 0; i < Commands; i++)
            AssertAnswers(i, await client.ReadLineAsync());
        Assert.Null(await client.ReadLineAsync());
        await sending;

        async Task SendAllAsync()
        {
            await client.SendAsync(Megabyte());
            client.EndSending();
        }
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_read_no_more_and_gets_all_answers_when_it_reads()
    {
        using var socket = await ConnectAsync();
        var sent = FillUp(socket, out var begun);
        Assert.Equal("AT", (await AnswerOfAnotherAsync())[..2]);

        socket.Blocking = true;
        var reading = ReadLinesAsync(socket);
        await socket.SendAsync(begun);
        socket.Shutdown(SocketShutdown.Send);
        var answers = await reading.WaitAsync(Patience);

        Assert.Equal(sent, answers.Count);
        for (var i = 0; i < answers.Count; i++)
            AssertAnswers(i % Commands, answers[i]);
    }

    [Fact]
    public async Task Clients_that_reset_in_the_middle_disturb_nobody()
    {
        using var steady = await _herd.ConnectAsync("Goloman");
        for (var round = 0; round < 10; round++)
        {
            using (var socket = await ConnectAsync())
            {
                // Some are reset while the node reads, others while it writes.
                FillUp(socket, out _, most: round % 2 == 0 ? MaxBytes : 100_000 * (1 + round / 2));
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }

            await steady.SendAsync(string.Concat(Enumerable.Range(0, 2000).Select(i => Command(i) + "\n")));
            for (var i = 0; i < 2000; i++)
                AssertAnswers(i, await steady.ReadLineAsync());
        }
    }

    [Fact]
    public async Task A_node_stops_while_a_client_reads_nothing()
    {
        using var socket = await ConnectAsync();
        FillUp(socket, out _);

        await _herd.StopAsync().WaitAsync(Patience);

        // The client sees the end or a reset, after the data already sent.
        var buffer = new byte[64 * 1024];
        socket.Blocking = true;
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        try
        {
            while (socket.Receive(buffer) > 0)
            {
            }
        }
        catch (SocketException cut)
        {
            Assert.Equal(SocketError.ConnectionReset, cut.SocketErrorCode);
        }
    }

    private static string Command(int number) => HerdClient.Iamat($"client-{number:D5}");

    private static byte[] Megabyte() =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Commands).Select(i => Command(i) + "\n")));

    private static void AssertAnswers(int number, string? answer)
    {
        Assert.StartsWith("AT Goloman ", answer, StringComparison.Ordinal);
        Assert.EndsWith(Command(number)["IAMAT".Length..], answer, StringComparison.Ordinal);
    }

    /// <summary>Sends until all buffers are full. Returns the number of commands. The last is partial: begun is its rest.</summary>
    /// <param name="most">Bytes after which it stops, whether or not they are full.</param>
    private static int FillUp(Socket socket, out byte[] begun, int most = MaxBytes)
    {
        var megabyte = Megabyte();
        var sent = 0;
        socket.Blocking = false;
        while (sent < most && socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite))
        {
            var piece = megabyte.AsSpan(sent % megabyte.Length);
            sent += socket.Send(piece[..Math.Min(piece.Length, most - sent)], SocketFlags.None);
            Assert.True(sent < MaxBytes, "the node takes in what it can't answer");
        }

        var line = megabyte.Length / Commands;
        begun = megabyte[(sent % megabyte.Length)..((sent % megabyte.Length + line - 1) / line * line)];
        return (sent + line - 1) / line;
    }

    private static async Task<List<string>> ReadLinesAsync(Socket socket)
    {
        var lines = new List<string>();
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        while (await reader.ReadLineAsync() is { } line)
            lines.Add(line);
        return lines;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            SendBufferSize = 64 * 1024,
            ReceiveBufferSize = 64 * 1024,
        };
        await socket.ConnectAsync((EndPoint)_herd.ClientsOf("Goloman"));
        return socket;
    }

    private async Task<string> AnswerOfAnotherAsync()
    {
        using var other = await _herd.ConnectAsync("Goloman");
        return (await other.AskAsync(Command(0)))!;
    }
}
