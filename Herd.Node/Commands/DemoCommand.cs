using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Herd.Node.Demo;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary><c>herd demo</c>: runs a herd with moving clients in this process, and shows its map.</summary>
internal static class DemoCommand
{
    public const int DefaultWalkers = 10_000;
    public const int MaxWalkers = 200_000;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(9);

    public static async Task<int> RunAsync(Func<IReadOnlyList<string>, HerdSettings> load, int walkers)
    {
        using var signals = new StopSignals();
        var folder = Directory.CreateTempSubdirectory("herd-demo-");
        try
        {
            var settings = WithFreePorts(load([$"herd.data-dir={folder.FullName}", "herd.log.messages=off"]));
            await using var herd = new DemoHerd(settings, Console.Error);
            await herd.StartAllAsync(signals.Stop).ConfigureAwait(false);
            using var crowd = new DemoWalkers(herd, walkers);
            herd.Walkers = crowd;
            crowd.Start();
            var map = herd.UriOf(settings.Nodes[0]);
            Announce(settings, walkers, map);
            await Task.Delay(Timeout.Infinite, signals.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await crowd.StopAsync().WaitAsync(StopTimeout).ConfigureAwait(false);
            return ExitCode.Ok;
        }
        catch (Exception) when (signals.Stop.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
        finally
        {
            Delete(folder);
        }
    }

    private static void Announce(HerdSettings herd, int walkers, Uri map)
    {
        Console.Out.WriteLine($"{herd.Name}: {herd.Nodes.Count} nodes and {walkers} clients that move");
        Console.Out.WriteLine();
        Console.Out.WriteLine($"  {map}");
        Console.Out.WriteLine();
        Console.Out.WriteLine("Cut a link or stop a node there, and see both sides move on and agree again. Ctrl-C stops the demo, and nothing of it stays.");
        if (!Console.IsOutputRedirected && HasDesktop())
            Open(map);
    }

    /// <summary>Replaces ports that are taken by any free ones.</summary>
    private static HerdSettings WithFreePorts(HerdSettings herd)
    {
        var ports = new HashSet<int>();
        return herd with
        {
            Nodes =
            [
                .. herd.Nodes.Select(node => node with
                {
                    ClientPort = FreePort(node.ClientPort),
                    LinkPort = FreePort(node.LinkPort),
                    ClusterPort = FreePort(node.ClusterPort),
                    HttpPort = FreePort(node.HttpPort),
                }),
            ],
        };

        int FreePort(int wanted)
        {
            while (true)
            {
                var port = IsFree(wanted, out var found) ? found : IsFree(0, out found) ? found : wanted;
                if (ports.Add(port))
                    return port;
                wanted = 0;
            }
        }
    }

    private static bool IsFree(int wanted, out int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, wanted));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            return true;
        }
        catch (SocketException)
        {
            port = 0;
            return false;
        }
    }

    private static bool HasDesktop() =>
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
        || new[] { "DISPLAY", "WAYLAND_DISPLAY" }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    private static void Open(Uri map)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(map.ToString()) { UseShellExecute = true });
        }
        catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            // The address was printed.
        }
    }

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"herd: {folder.FullName} is left over: {fault.Message}");
        }
    }
}
