using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class MemberChangeTests
{
    private static readonly HerdMember A = new(new MemberId(new NodeDescription("A", "127.0.0.1", 1, 2, 3), 1, "127.0.0.1:4", 1), MemberState.Up, true);

    [Fact]
    public void Each_change_is_told_once_and_what_stayed_is_not()
    {
        Assert.Equal(["A at 127.0.0.1:4 is in the herd"], MemberChange.Between([], [A]));
        Assert.Equal(["A is out of the herd"], MemberChange.Between([A], []));
        Assert.Equal(["A can't be reached"], MemberChange.Between([A], [A with { IsReachable = false }]));
        Assert.Equal(["A can be reached again"], MemberChange.Between([A with { IsReachable = false }], [A]));
        Assert.Equal(["A leaves the herd"], MemberChange.Between([A], [A with { State = MemberState.Leaving }]));
        Assert.Equal(["A at 127.0.0.1:5 is in the herd"], MemberChange.Between([A], [A with { Id = A.Id with { Address = "127.0.0.1:5" } }]));
        Assert.Empty(MemberChange.Between([A with { State = MemberState.Joining }], [A]));
        Assert.Empty(MemberChange.Between([A with { State = MemberState.Leaving }], [A with { State = MemberState.Exiting }]));
    }
}
