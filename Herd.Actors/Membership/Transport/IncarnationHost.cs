using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Herd.Actors.Membership.Transport;

/// <summary>
/// The host in an actor system's address, such as <c>i5f3a09c1.10.0.0.7</c>: random at each start, so that no member gets an earlier
/// one's address. Akka.Cluster would let it join only when the earlier one is removed, which unreachable members delay.
/// </summary>
internal static class IncarnationHost
{
    private const string IPv6Suffix = ".ip6";

    /// <summary>Of <c>i5f3a09c1.</c></summary>
    private const int PrefixLength = 10;

    public static string Make(string host)
    {
        var incarnation = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        return IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"i{incarnation}.{Convert.ToHexStringLower(address.GetAddressBytes())}{IPv6Suffix}"
            : $"i{incarnation}.{host}";
    }

    /// <returns>The argument of <see cref="Make"/>, or a string that Make didn't make, unchanged.</returns>
    public static string HostOf(string incarnation)
    {
        if (incarnation.Length <= PrefixLength || incarnation[0] != 'i' || incarnation[PrefixLength - 1] != '.' || !incarnation[1..(PrefixLength - 1)].All(char.IsAsciiHexDigitLower))
            return incarnation;
        var host = incarnation[PrefixLength..];
        return host.EndsWith(IPv6Suffix, StringComparison.Ordinal) && host.Length == 32 + IPv6Suffix.Length
            ? new IPAddress(Convert.FromHexString(host.AsSpan(0, 32))).ToString()
            : host;
    }
}
