using Akka.Actor;
using Herd.Actors.Membership.Transport;
using Xunit;

namespace Herd.Tests.Membership;

public class IncarnationHostTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("goloman")]
    [InlineData("node-1.example.com")]
    [InlineData("::1")]
    [InlineData("fe80::12:ab")]
    public void Each_membership_has_a_host_of_its_own_and_the_node_is_found_by_it(string host)
    {
        var (one, other) = (IncarnationHost.Make(host), IncarnationHost.Make(host));

        Assert.NotEqual(one, other);
        Assert.Equal(host, IncarnationHost.HostOf(one));
        Assert.Equal(one, Address.Parse(new Address("akka.herd", "s", one, 4).ToString()).Host);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("i")]
    [InlineData("i0123456.a")]
    [InlineData("i0123456g.a")]
    [InlineData("iridescence.example")]
    public void Any_other_host_is_left_as_it_is(string host) => Assert.Equal(host, IncarnationHost.HostOf(host));
}
