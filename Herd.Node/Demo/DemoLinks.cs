using System.Net.Sockets;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;

namespace Herd.Node.Demo;

/// <summary>Connects a demo's nodes, and cuts and mends their links.</summary>
internal sealed class DemoLinks
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string, string)> _cut = [];
    private readonly List<((string, string) Pair, Socket Socket)> _made = [];

    public Func<Neighbour, CancellationToken, Task<Socket>> DialerOf(string node) => (neighbour, cancellation) => DialAsync(node, neighbour, cancellation);

    public bool IsCut(string node, string other)
    {
        lock (_lock)
            return _cut.Contains(PairOf(node, other));
    }

    /// <summary>Breaks a link, and prevents both nodes from making it again.</summary>
    public void Cut(string node, string other)
    {
        lock (_lock)
        {
            _cut.Add(PairOf(node, other));
            foreach (var (_, socket) in _made.Where(made => made.Pair == PairOf(node, other)))
                socket.TryShutdown(SocketShutdown.Both);
        }
    }

    public void Mend(string node, string other)
    {
        lock (_lock)
            _cut.Remove(PairOf(node, other));
    }

    private async Task<Socket> DialAsync(string node, Neighbour neighbour, CancellationToken cancellation)
    {
        var pair = PairOf(node, neighbour.Name);
        if (IsCut(node, neighbour.Name))
            throw new SocketException((int)SocketError.NetworkUnreachable);
        var socket = await HappyEyeballs.ConnectAsync(neighbour.Host, neighbour.Port, cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            _made.RemoveAll(made => !made.Socket.Connected);
            _made.Add((pair, socket));
            // It may have been cut meanwhile.
            if (_cut.Contains(pair))
                socket.TryShutdown(SocketShutdown.Both);
        }

        return socket;
    }

    private static (string, string) PairOf(string node, string other) =>
        string.CompareOrdinal(node, other) < 0 ? (node, other) : (other, node);
}
