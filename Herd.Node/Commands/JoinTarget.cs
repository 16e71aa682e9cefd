using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Herd.Actors.Gossip;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

internal static class JoinTarget
{
    private const int DiscardPort = 9;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <exception cref="SettingsException">It isn't <c>HOST:PORT</c>, or the host has no address or no route.</exception>
    public static async Task<Joining> ResolveAsync(string name, string target)
    {
        var colon = target.LastIndexOf(':');
        var host = colon < 0 ? "" : target[..colon];
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown
            || !ushort.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            throw new SettingsException(
                $"--join: expected HOST:LINKPORT, as in 127.0.0.1:12100, found {SettingsCheck.Show(target)}");
        }

        host = host.Trim('[', ']');
        try
        {
            return new Joining(name, await OwnAddressTowardAsync(host, port).ConfigureAwait(false), new Neighbour("", host, port));
        }
        catch (SocketException fault)
        {
            throw new SettingsException($"--join: {host} can't be reached: {fault.Message}");
        }
    }

    /// <summary>Where the target sees this node: the address of a working connection, else of any route, without sending.</summary>
    private static async Task<string> OwnAddressTowardAsync(string host, int port)
    {
        try
        {
            using var patience = new CancellationTokenSource(ConnectTimeout);
            using var socket = await HappyEyeballs.ConnectAsync(host, port, patience.Token).ConfigureAwait(false);
            return AddressOf(socket);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            // The node may be up later.
        }

        SocketException? failure = null;
        foreach (var address in await HappyEyeballs.AddressesAsync(host, CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                socket.Connect(address, DiscardPort);
                return AddressOf(socket);
            }
            catch (SocketException fault)
            {
                failure = fault;
            }
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static string AddressOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
}
