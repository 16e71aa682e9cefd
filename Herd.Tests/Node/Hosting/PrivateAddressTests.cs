using System.Net;
using Herd.Node.Hosting;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public class PrivateAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.255.255.255", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("172.15.255.255", false)]
    [InlineData("172.16.0.0", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.0", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("192.169.1.1", false)]
    [InlineData("100.63.255.255", false)]
    [InlineData("100.64.0.0", true)]
    [InlineData("100.127.255.255", true)]
    [InlineData("100.128.0.0", false)]
    [InlineData("169.254.1.1", true)]
    [InlineData("203.0.113.5", false)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1%1", true)]
    [InlineData("2001:db8::1", false)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("::ffff:8.8.8.8", false)]
    public void Loopback_and_private_networks_are_private(string address, bool isPrivate) =>
        Assert.Equal(isPrivate, PrivateAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1 172.17.0.2 2001:db8::1", null)]
    [InlineData("0.0.0.0", "127.0.0.1 203.0.113.5", "203.0.113.5")]
    [InlineData("::", "127.0.0.1 fe80::1%2 2001:db8::1", "2001:db8::1")]
    [InlineData("::", "127.0.0.1 203.0.113.5", "203.0.113.5")]
    [InlineData("::", "127.0.0.1 ::1 fd00::2", null)]
    [InlineData("10.0.0.1", "203.0.113.5", null)]
    [InlineData("203.0.113.5", "127.0.0.1", "203.0.113.5")]
    public void An_address_that_means_all_is_judged_by_those_that_the_machine_has(string bound, string own, string? expected) =>
        Assert.Equal(expected, PrivateAddress.FirstPublic(IPAddress.Parse(bound), () => own.Split(' ').Select(IPAddress.Parse))?.ToString());
}
