using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class RosterTests
{
    private static readonly NodeDescription Riley = new("Riley-2.b", "fe80::1%eth0", 14000, 14100, 14300);

    [Fact]
    public void A_node_is_known_by_its_members_role() =>
        Assert.Equal((Riley, ulong.MaxValue), Roster.TryReadRole(Roster.RoleOf(Riley, ulong.MaxValue)));

    [Theory]
    [InlineData("dc-default")]
    [InlineData("herd-node")]
    [InlineData("herd-node Riley 10.0.0.1 14000 14100 14300")]
    [InlineData("herd-node Riley 10.0.0.1 14000 14100 14300 1 2")]
    [InlineData("herd-node Riley 10.0.0.1 14000 70000 14300 1")]
    [InlineData("herd-node Riley 10.0.0.1 14000 -1 14300 1")]
    [InlineData("herd-node Riley 10.0.0.1 14000  14300 1")]
    [InlineData("herd-node Riley  14000 14100 14300 1")]
    [InlineData("herd-node -Riley 10.0.0.1 14000 14100 14300 1")]
    [InlineData("herd-node Riley 10.0.0.1 14000 14100 14300 -1")]
    public void What_a_node_could_not_have_told_is_no_node_of_a_herd(string role) => Assert.Null(Roster.TryReadRole(role));
}
