using System.Net;
using System.Net.Sockets;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

/// <summary>A bound port; nobody can connect before <see cref="Listen"/>. As an endpoint it has the real port, not 0.</summary>
internal sealed class NodePort : IPEndPoint, IDisposable
{
    private const int Backlog = 512;

    private readonly Socket _socket;
    private readonly string _description;

    private NodePort(Socket socket, IPEndPoint bound, string description)
        : base(bound.Address, bound.Port)
    {
        _socket = socket;
        _description = description;
    }

    /// <param name="setting">Such as <c>client-port</c>.</param>
    /// <param name="port">0: any free one.</param>
    /// <param name="patience">How long to wait for a taken port.</param>
    /// <exception cref="SettingsException">The port is taken, or the address isn't this machine's.</exception>
    public static async Task<NodePort> OpenAsync(NodeSettings node, IPAddress address, string setting, int port, Patience patience)
    {
        var description = $"{node.Name}: {node.PathOf(setting)}: {new IPEndPoint(address, port)}";
        while (true)
        {
            try
            {
                return Open(address, port, description);
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse && !patience.IsOver)
            {
                await patience.PauseAsync().ConfigureAwait(false);
            }
            catch (SocketException fault)
            {
                throw Refusal(fault, description);
            }
        }
    }

    /// <exception cref="SettingsException">Another process listens on it.</exception>
    public Socket Listen()
    {
        try
        {
            _socket.Listen(Backlog);
            return _socket;
        }
        catch (SocketException fault)
        {
            throw Refusal(fault, _description);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static NodePort Open(IPAddress address, int port, string description)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            return new NodePort(socket, (IPEndPoint)socket.LocalEndPoint!, description);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SettingsException Refusal(SocketException fault, string description) => new(fault.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"{description} is taken; stop what listens there (is this herd running already?), or set another port",
        SocketError.AddressNotAvailable => $"{description} is no address of this machine; set bind to one that is, or to 0.0.0.0 for all of them",
        SocketError.AccessDenied => $"{description} may not be listened on by this user; set a port from 1024 on",
        _ => $"{description} can't be listened on: {fault.Message}",
    });
}
