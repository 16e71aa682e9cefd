using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Herd.Actors.Membership.Transport;

/// <summary>
/// The host in the address of a membership's actor system, as in <c>i5f3a09c1.10.0.0.7</c>: another one at each start, so that
/// no member has the address of an earlier one. Akka.Cluster takes a node in at a known address only when the earlier member
/// is removed, which waits for all that can't be reached.
/// </summary>
internal static class IncarnationHost
{
    private const string IPv6Suffix = ".ip6";

    /// <summary>Of <c>i5f3a09c1.</c></summary>
    private const int PrefixLength = 10;

    /// <param name="host">Where the node is reached: a name or an address.</param>
    public static string Make(string host)
    {
        var incarnation = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        return IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"i{incarnation}.{Convert.ToHexStringLower(address.GetAddressBytes())}{IPv6Suffix}"
            : $"i{incarnation}.{host}";
    }

    /// <summary>Where the node is reached.</summary>
    /// <param name="incarnation">As <see cref="Make"/> made it; anything else is taken as it is.</param>
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
