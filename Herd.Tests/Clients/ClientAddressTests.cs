using System.Net;
using Herd.Actors.Clients;
using Xunit;

namespace Herd.Tests.Clients;

public class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::/64")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::", "2001:db8:1:3::/64")]
    public void Connections_are_counted_by_IPv4_address_and_by_the_networks_of_IPv6(string address, string counted)
    {
        Assert.Equal(counted, ClientAddress.Of(new IPEndPoint(IPAddress.Parse(address), 1)).ToString());
    }

    [Fact]
    public void An_IPv4_address_is_not_an_IPv6_network_with_the_same_bits()
    {
        var ipv4 = ClientAddress.Of(new IPEndPoint(IPAddress.Parse("0.0.0.1"), 1));
        var ipv6 = ClientAddress.Of(new IPEndPoint(IPAddress.Parse("0:0:0:1::"), 1));
        Assert.NotEqual(ipv4, ipv6);
        Assert.Equal(ClientAddress.Unknown, ClientAddress.Of(null));
    }
}
