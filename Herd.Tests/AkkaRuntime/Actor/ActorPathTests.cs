using Akka.Actor;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Actor;

public sealed class ActorPathTests
{
    private static readonly ActorPath Root = new RootActorPath(new Address("akka", "sys"));

    [Fact]
    public void A_path_is_written_from_its_root()
    {
        var path = Root / "user" / "a" / "b";

        Assert.Equal("akka://sys/user/a/b", path.ToString());
        Assert.Equal("/user/a/b", path.ToStringWithoutAddress());
        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal("akka://sys/", Root.ToString());
        Assert.Equal((3, "b", "a"), (path.Depth, path.Name, path.Parent.Name));
        Assert.Equal(Root, path.Root);
    }

    [Theory]
    [InlineData("akka://sys/user/a")]
    [InlineData("akka.tcp://sys@host:1234/user/a/b")]
    [InlineData("akka://sys/")]
    public void A_path_that_is_read_is_the_path_that_was_written(string text) =>
        Assert.Equal(text, ActorPath.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("user/a")]
    [InlineData("http://host/user")]
    public void What_is_not_a_path_is_not_read(string text) => Assert.False(ActorPath.TryParse(text, out _));

    [Fact]
    public void Incarnations_have_the_same_path()
    {
        var first = (Root / "user" / "a").WithUid(1);
        var second = (Root / "user" / "a").WithUid(2);

        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.True(first == second);
        Assert.EndsWith("#1", first.ToStringWithUid());
        Assert.Equal(2, ActorPath.Parse(second.ToSerializationFormat()).Uid);
    }

    [Fact]
    public void Paths_differ_by_name_and_by_system()
    {
        Assert.NotEqual(Root / "a", Root / "b");
        Assert.NotEqual(Root / "a", new RootActorPath(new Address("akka", "other")) / "a");
        Assert.NotEqual(Root / "a" / "b", Root / "b");
    }

    [Fact]
    public void An_address_says_where_a_system_is()
    {
        var address = Address.Parse("akka.tcp://sys@host:1234");

        Assert.Equal(("akka.tcp", "sys", "host", 1234), (address.Protocol, address.System, address.Host, address.Port!.Value));
        Assert.True(address.HasGlobalScope);
        Assert.True(new Address("akka", "sys").HasLocalScope);
        Assert.Equal(address, new Address("akka.tcp", "sys", "host", 1234));
        Assert.Equal("sys@host:1234", address.HostPort());
    }
}
