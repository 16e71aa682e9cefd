using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

/// <summary>Whom <c>--join</c> names.</summary>
internal static class JoinTarget
{
    private const int DiscardPort = 9;

    /// <summary>
    /// Where that node may be reached, <c>HOST:PORT</c>. A node is known under one address only, and whoever starts another
    /// may know it by its name: what was written comes first, then the name's addresses.
    /// </summary>
    /// <param name="name">The node that joins.</param>
    /// <param name="target">As the option has it.</param>
    /// <exception cref="SettingsException">It isn't <c>HOST:PORT</c>, or the name has no address, or no way there.</exception>
    public static async Task<Joining> ResolveAsync(string name, string target)
    {
        var colon = target.LastIndexOf(':');
        var host = colon < 0 ? "" : target[..colon];
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown
            || !ushort.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            throw new SettingsException(
                $"--join: expected HOST:CLUSTERPORT, as in 127.0.0.1:12200, found {SettingsCheck.Show(target)}");
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host).ConfigureAwait(false);
            // A node that others reach under this name can't be one of a herd on several machines.
            string[] names = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? [] : [host];
            return new Joining(
                name,
                OwnAddressToward(addresses[0]).ToString(),
                [.. names.Concat(addresses.Select(address => $"{address}")).Distinct().Select(place => $"{place}:{port}")]);
        }
        catch (SocketException fault)
        {
            throw new SettingsException($"--join: {host} can't be reached: {fault.Message}");
        }
    }

    /// <summary>Where that node would see this one: nothing is sent for it.</summary>
    private static IPAddress OwnAddressToward(IPAddress other)
    {
        using var socket = new Socket(other.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(other, DiscardPort);
        return ((IPEndPoint)socket.LocalEndPoint!).Address;
    }
}
