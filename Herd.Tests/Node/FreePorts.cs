using System.Net;
using System.Net.Sockets;

namespace Herd.Tests.Node;

/// <summary>
/// Ports that a process can be told to take, and to take again when it is restarted. They are below those that a
/// system gives to connections by itself, and no two are the same.
/// </summary>
internal static class FreePorts
{
    private static int _next = Random.Shared.Next(16_000, 26_000);

    public static int Take()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref _next);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
