using System.Net;
using System.Net.Sockets;

namespace Herd.Bench.Processes;

/// <summary>Unique ports that a process can take again after a restart: they lie below those that the system assigns by itself.</summary>
internal static class FreePorts
{
    private static int _next = Random.Shared.Next(16_000, 26_000);

    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

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
            }
        }
    }
}
