using System.Net;
using Herd.Actors.Access;
using Herd.Node.Http;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Herd.Tests.Node.Http;

public class ReaderSharesTests
{
    [Fact]
    public void Who_has_its_share_leaves_the_rest_to_others()
    {
        var shares = new ReaderShares(2);

        Assert.True(shares.TryEnter("192.0.2.1"));
        Assert.True(shares.TryEnter("192.0.2.1"));
        Assert.False(shares.TryEnter("192.0.2.1"));
        Assert.True(shares.TryEnter("192.0.2.2"));
        shares.Leave("192.0.2.1");
        Assert.True(shares.TryEnter("192.0.2.1"));
        Assert.False(shares.TryEnter("192.0.2.1"));
    }

    [Fact]
    public void This_machine_without_a_key_has_no_share()
    {
        var shares = new ReaderShares(1);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(shares.TryEnter(ReaderOf("", "127.0.0.1"))));
    }

    [Theory]
    [InlineData("", "192.0.2.1", "192.0.2.1")]
    [InlineData("", "::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("", "2001:db8::1", "2001:db8::/64")]
    [InlineData("", "127.0.0.2", null)]
    [InlineData("", "::ffff:127.0.0.1", null)]
    [InlineData("", "::1", null)]
    [InlineData("jane", "192.0.2.1", "the key jane")]
    [InlineData("jane", "127.0.0.1", "the key jane")]
    public void A_key_counts_or_else_the_address(string key, string address, string? reader) => Assert.Equal(reader, ReaderOf(key, address));

    private static string? ReaderOf(string key, string address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return ReaderShares.ReaderOf(new Grant(key, Permissions.Read, ClientPattern.All), context.Connection);
    }
}
