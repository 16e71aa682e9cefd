using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Herd.Node.Hosting;

/// <summary>
/// Tells addresses that only this machine or its own network reaches from those that anybody may: loopback, RFC 1918,
/// RFC 6598 (100.64.0.0/10), link-local (169.254.0.0/16, fe80::/10) and RFC 4193 (fc00::/7) from all others.
/// </summary>
internal static class PrivateAddress
{
    private static readonly IPNetwork[] Networks =
    [
        .. new[] { "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "::1/128", "fe80::/10", "fc00::/7" }
            .Select(network => IPNetwork.Parse(network)),
    ];

    /// <param name="address">IPv4 or IPv6; an IPv4 address may be written as an IPv6 one.</param>
    public static bool Is(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : WithoutScope(address);
        return Array.Exists(Networks, network => network.Contains(plain));
    }

    /// <summary>Where strangers reach who listens on an address; null: nowhere.</summary>
    /// <param name="bound">For one that means all, those count that this machine's interfaces have now.</param>
    public static IPAddress? FirstPublic(IPAddress bound) => FirstPublic(bound, OwnAddresses);

    /// <inheritdoc cref="FirstPublic(IPAddress)"/>
    internal static IPAddress? FirstPublic(IPAddress bound, Func<IEnumerable<IPAddress>> own)
    {
        var addresses = bound.Equals(IPAddress.IPv6Any) ? own()
            : bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.Any.MapToIPv6()) ? own().Where(address => address.AddressFamily == AddressFamily.InterNetwork)
            : [bound];
        return addresses.FirstOrDefault(address => !Is(address));
    }

    private static IEnumerable<IPAddress> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus != OperationalStatus.Down)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address);

    private static IPAddress WithoutScope(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
}
