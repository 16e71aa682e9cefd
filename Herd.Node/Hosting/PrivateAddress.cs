using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Herd.Node.Hosting;

/// <summary>Recognizes addresses that strangers can't reach: loopback, link-local, RFC 1918, RFC 6598, RFC 4193.</summary>
internal static class PrivateAddress
{
    private static readonly IPNetwork[] Networks =
    [
        .. new[] { "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "::1/128", "fe80::/10", "fc00::/7" }
            .Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>Whether a listener bound to this address takes connections at all of the machine's own: 0.0.0.0, :: or ::ffff:0.0.0.0.</summary>
    public static bool IsAny(IPAddress address) => address.Equals(IPAddress.IPv6Any) || address.MapToIPv6().Equals(IPAddress.Any.MapToIPv6());

    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : WithoutScope(address);
        return Array.Exists(Networks, network => network.Contains(plain));
    }

    /// <summary>A public address on which strangers reach a listener; null: none.</summary>
    /// <param name="bound">For a wildcard, the current addresses of this machine's interfaces count.</param>
    public static IPAddress? FirstPublic(IPAddress bound) => FirstPublic(bound, OwnAddresses);

    internal static IPAddress? FirstPublic(IPAddress bound, Func<IEnumerable<IPAddress>> own)
    {
        var addresses = bound.Equals(IPAddress.IPv6Any) ? own()
            : IsAny(bound) ? own().Where(address => address.AddressFamily == AddressFamily.InterNetwork)
            : [bound];
        return addresses.FirstOrDefault(address => !Is(address));
    }

    private static IEnumerable<IPAddress> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus != OperationalStatus.Down)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address);

    private static IPAddress WithoutScope(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
}
