using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Herd.Actors.Clients;

/// <summary>An IPv4 address, or an IPv6 address's first 64 bits, since one host usually has a whole such network.</summary>
/// <param name="Family"><see cref="AddressFamily.Unspecified"/>: unknown.</param>
public readonly record struct ClientAddress(AddressFamily Family, ulong Network)
{
    private const int PrefixLength = 64;

    public static ClientAddress Unknown => default;

    public static ClientAddress Of(EndPoint? client)
    {
        if (client is not IPEndPoint { Address: var mapped })
            return Unknown;
        var address = mapped.Unmapped();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new ClientAddress(AddressFamily.InterNetwork, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new ClientAddress(AddressFamily.InterNetworkV6, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary><c>192.0.2.1</c>, or <c>2001:db8::/64</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        switch (Family)
        {
            case AddressFamily.InterNetwork:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Network);
                return new IPAddress(bytes[..4]).ToString();
            case AddressFamily.InterNetworkV6:
                bytes.Clear();
                BinaryPrimitives.WriteUInt64BigEndian(bytes, Network);
                return $"{new IPAddress(bytes)}/{PrefixLength}";
            default:
                return "an unknown address";
        }
    }
}
