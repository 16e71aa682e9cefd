using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class NodeDescriptionTests
{
    private static readonly NodeDescription Riley = new("Riley-2.b", "node-1.example", 14000, 14100, 14300);

    [Fact]
    public void A_node_is_known_by_its_members_roles() =>
        Assert.Equal(Riley, NodeDescription.TryFromRoles(Riley.ToRoles().Reverse().Prepend("dc-default")));

    [Theory]
    [InlineData("node-Riley")]
    [InlineData("link-port-14100")]
    [InlineData("host-10.0.0.1")]
    public void Roles_that_lack_something_are_no_node_of_a_herd(string only) =>
        Assert.Null(NodeDescription.TryFromRoles([only]));

    [Theory]
    [InlineData("link-port-70000")]
    [InlineData("link-port-")]
    [InlineData("link-port--1")]
    public void A_port_that_is_none_is_no_node_of_a_herd(string port) =>
        Assert.Null(NodeDescription.TryFromRoles([.. Riley.ToRoles().Where(role => !role.StartsWith("link-port", StringComparison.Ordinal)), port]));
}
