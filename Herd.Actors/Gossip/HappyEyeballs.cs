using System.Net;
using System.Net.Sockets;
using Herd.Actors.Clients;

namespace Herd.Actors.Gossip;

/// <summary>Connects over TCP to the first of a host's addresses that answers, as in RFC 8305.</summary>
public static class HappyEyeballs
{
    /// <summary>Until the next address is tried in parallel.</summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(150);

    private const int MaxAddresses = 16;

    /// <exception cref="SocketException">No address answers; the first address's failure.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        await ConnectAsync(await AddressesAsync(host, cancellation).ConfigureAwait(false), port, cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="ConnectAsync(string, int, CancellationToken)"/>
    internal static async Task<Socket> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellation)
    {
        using var won = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task<Socket>> attempts = [];
        SocketException? failure = null;
        try
        {
            for (var next = 0; next < addresses.Count || attempts.Count > 0;)
            {
                if (next < addresses.Count)
                    attempts.Add(ConnectAsync(new IPEndPoint(addresses[next++], port), won.Token));
                var isLast = next == addresses.Count;
                var headStart = isLast ? Task.Delay(Timeout.Infinite, won.Token) : Task.Delay(HeadStart, won.Token);
                var first = await Task.WhenAny([.. attempts, headStart]).ConfigureAwait(false);
                if (first == headStart)
                {
                    cancellation.ThrowIfCancellationRequested();
                    continue;
                }

                attempts.Remove((Task<Socket>)first);
                try
                {
                    return await ((Task<Socket>)first).ConfigureAwait(false);
                }
                catch (SocketException fault)
                {
                    failure ??= fault;
                }
            }
        }
        finally
        {
            await won.CancelAsync().ConfigureAwait(false);
            foreach (var attempt in attempts)
                _ = attempt.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>TCP can connect a socket with itself if nobody listens on an ephemeral port of its own host.</summary>
    /// <exception cref="SocketException">The socket is connected with itself.</exception>
    internal static void RefuseItself(Socket socket)
    {
        if (!Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
            return;
        // A reset frees the port at once.
        socket.LingerState = new LingerOption(true, 0);
        throw new SocketException((int)SocketError.ConnectionRefused);
    }

    /// <summary>A host's addresses, IPv4 and IPv6 in turn, the resolver's first one first.</summary>
    /// <exception cref="SocketException">It has none.</exception>
    public static async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal.Unmapped()];
        // Not every resolver accepts the trailing dot of a full name.
        var addresses = await Dns.GetHostAddressesAsync(host.TrimEnd('.'), cancellation).ConfigureAwait(false);
        var families = addresses.Distinct().GroupBy(address => address.AddressFamily).Select(family => family.ToList()).ToList();
        return
        [
            .. Enumerable.Range(0, addresses.Length)
                .SelectMany(at => families.Where(family => at < family.Count).Select(family => family[at]))
                .Take(MaxAddresses),
        ];
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellation)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellation).ConfigureAwait(false);
            RefuseItself(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
