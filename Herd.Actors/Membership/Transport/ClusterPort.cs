using System.Collections.Concurrent;
using System.Net.Sockets;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Tls;

namespace Herd.Actors.Membership.Transport;

/// <summary>A node's cluster port, for the node's life. Only proved nodes get through, to the actor system that they name.</summary>
/// <param name="certificate">Gets this node's present certificate.</param>
/// <param name="tell">Gets a line for each refusal, in either direction.</param>
public sealed class ClusterPort(
    string host, int port, NodeIdentity identity, string secret, Func<NodeCertificate> certificate, Action<string> tell)
{
    private static readonly TimeSpan ToldWhenClosedFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, HerdTransport> _transports = [];
    private readonly ConcurrentDictionary<string, long> _closedSince = [];
    private readonly Refusals _refusals = new();
    private readonly UnprovenCallers _unproven = new();

    public string Host => host;

    public int Port => port;

    /// <summary>Completes when the connection is handed on or closed.</summary>
    public async Task TakeAsync(Socket socket)
    {
        if (RemoteAddress.Of(socket) is not { } remote)
        {
            // It is gone already.
            socket.Dispose();
            return;
        }

        var address = ClientAddress.Of(remote);
        if (_unproven.TryAdd(address) is { } tooMany)
        {
            socket.Dispose();
            Tell($"{address}", $"a caller from {address} at the cluster port", tooMany);
            return;
        }

        try
        {
            var channel = await SecureChannel.AcceptAsync(socket, identity, secret, certificate()).ConfigureAwait(false);
            if (_transports.TryGetValue(channel.Peer.Cluster, out var transport))
                transport.Take(channel, remote);
            else
                channel.Dispose();
        }
        catch (ChannelRefusedException refusal)
        {
            // Not told of one that only connects and leaves.
            if (!refusal.IsClosed)
                Tell($"{remote.Address.Unmapped()}", $"a caller from {remote.Address.Unmapped()} at the cluster port", refusal.Message);
        }
        catch (Exception fault) when (IsOfTheOtherSide(fault))
        {
            // It is gone, or took too long.
        }
        finally
        {
            _unproven.Remove(address);
        }
    }

    internal async Task<SecureChannel> CallAsync(string toHost, int toPort, string cluster)
    {
        var place = $"{toHost}:{toPort}";
        try
        {
            var channel = await SecureChannel.CallAsync(toHost, toPort, cluster, identity, secret, certificate()).ConfigureAwait(false);
            _closedSince.TryRemove(place, out _);
            return channel;
        }
        catch (ChannelRefusedException refusal) when (refusal.IsClosed)
        {
            // A peer that closes may be ending or restarting, so this is told only if it goes on.
            var now = Environment.TickCount64;
            if (now - _closedSince.GetOrAdd(place, now) > ToldWhenClosedFor.TotalMilliseconds)
                Tell(place, $"the cluster port at {place}", refusal.Message);
            throw;
        }
        catch (Exception fault)
        {
            _closedSince.TryRemove(place, out _);
            if (fault is ChannelRefusedException)
                Tell(place, $"the cluster port at {place}", fault.Message);
            throw;
        }
    }

    internal void Add(string system, HerdTransport transport) => _transports[system] = transport;

    internal void Remove(string system, HerdTransport transport) => _transports.TryRemove(KeyValuePair.Create(system, transport));

    internal static bool IsOfTheOtherSide(Exception fault) =>
        fault is SocketException or IOException or ChannelRefusedException or OperationCanceledException or ObjectDisposedException;

    private void Tell(string about, string who, string reason)
    {
        lock (_refusals)
        {
            if (!_refusals.IsNew(new LinkRefused(about, who, reason), TimeSpan.FromMilliseconds(Environment.TickCount64)))
                return;
        }

        tell($"{identity.Name} and {who} don't get together: {reason}");
    }
}
