using System.Net;
using System.Net.Sockets;

namespace Herd.Actors.Clients;

public static class RemoteAddress
{
    /// <summary>Null: the other end has gone already.</summary>
    public static IPEndPoint? Of(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint as IPEndPoint;
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>An IPv4 address without the <c>::ffff:</c> of a dual-mode socket.</summary>
    public static IPAddress Unmapped(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
