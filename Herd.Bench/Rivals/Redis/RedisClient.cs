using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Herd.Bench.Rivals.Redis;

/// <summary>Asks a Redis server what is answered in one line. Not for load.</summary>
internal sealed class RedisClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _answers;

    private RedisClient(TcpClient client)
    {
        _client = client;
        _answers = new StreamReader(client.GetStream(), Encoding.ASCII);
    }

    public static async Task<RedisClient> ConnectAsync(IPEndPoint server, CancellationToken cancel)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(server, cancel).ConfigureAwait(false);
            return new RedisClient(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <param name="command">Words with spaces between.</param>
    /// <param name="cancel">Ends the wait; the client is of no use then.</param>
    /// <returns>The number that it is answered with.</returns>
    /// <exception cref="IOException">The answer is no number, or the connection is closed.</exception>
    public async Task<long> AskAsync(string command, CancellationToken cancel)
    {
        await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancel).ConfigureAwait(false);
        var answer = await _answers.ReadLineAsync(cancel).ConfigureAwait(false);
        return answer is [':', .. var number] && long.TryParse(number, out var value)
            ? value
            : throw new IOException($"Redis answered {command} with {answer ?? "the end of the connection"}");
    }

    public void Dispose()
    {
        _answers.Dispose();
        _client.Dispose();
    }
}
