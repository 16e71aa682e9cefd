using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class NeighbourhoodTests
{
    private static readonly LinkPlan Chain = new LinkPlan.Pairs([new NeighbourPair("A", "B"), new NeighbourPair("B", "C")]);

    [Fact]
    public void Before_it_is_a_member_a_node_has_the_links_of_its_file() =>
        Assert.Equal(["A", "C"], Of("B", Chain, []));

    [Fact]
    public void A_node_of_the_file_that_moved_is_linked_with_where_it_is_now()
    {
        var moved = Member("A") with { Id = new MemberId(new NodeDescription("A", "10.0.0.9", 1, 99, 3), 1, "10.0.0.9:4", 1) };

        Assert.Contains(new Neighbour("A", "10.0.0.9", 99), Neighbourhood.Of(Setup("B", Chain), [moved, Member("B")], Standing.Member));
    }

    [Fact]
    public void A_joined_node_has_links_and_those_it_is_linked_with_know()
    {
        HerdMember[] members = [Member("A"), Member("B"), Member("C"), Member("X")];
        var ofX = Of("X", Chain, members);

        Assert.NotEmpty(ofX);
        Assert.All(["A", "B", "C"], other => Assert.Equal(ofX.Contains(other), Of(other, Chain, members).Contains("X")));
    }

    [Theory]
    [InlineData(MemberState.Leaving)]
    [InlineData(MemberState.Exiting)]
    [InlineData(MemberState.Down)]
    public void A_joined_node_that_goes_gets_no_links_any_more(MemberState state)
    {
        HerdMember[] members = [Member("A"), Member("B"), Member("C"), Member("X") with { State = state }];

        Assert.All(["A", "B", "C"], node => Assert.DoesNotContain("X", Of(node, Chain, members)));
    }

    [Fact]
    public void An_unreachable_node_keeps_its_links()
    {
        HerdMember[] members = [Member("A"), Member("B") with { IsReachable = false }, Member("C")];

        Assert.Contains("B", Of("A", LinkPlan.Auto.Instance, members));
    }

    [Fact]
    public void With_auto_the_reachable_ones_are_connected_whoever_is_unreachable()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"N{i}")];
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var gone = names.Where(_ => random.Next(2) == 0).ToHashSet();
            var members = names.Select(name => Member(name) with { IsReachable = !gone.Contains(name) }).ToArray();
            var left = names.Except(gone).ToList();
            if (left.Count == 0)
                continue;
            HashSet<string> reached = [left[0]];
            var queue = new Queue<string>(reached);
            while (queue.TryDequeue(out var node))
            {
                foreach (var next in Of(node, LinkPlan.Auto.Instance, members, names[..5]).Where(next => !gone.Contains(next) && reached.Add(next)))
                    queue.Enqueue(next);
            }

            Assert.Equal(left.Count, reached.Count);
        }
    }

    private static List<string> Of(string node, LinkPlan plan, HerdMember[] members, params string[] file) =>
        [.. Neighbourhood.Of(Setup(node, plan, file), members, members.Length > 0 ? Standing.Member : Standing.Joining).Select(neighbour => neighbour.Name)];

    private static MembershipSetup Setup(string node, LinkPlan plan, params string[] file) => new(
        Member(node).Node,
        [.. (file.Length > 0 ? file : ["A", "B", "C"]).Select(name => new Neighbour(name, "127.0.0.1", 2))],
        plan,
        null,
        null!,
        _ => { });

    private static HerdMember Member(string name) =>
        new(new MemberId(new NodeDescription(name, "127.0.0.1", 1, 2, 3), 1, $"127.0.0.1:{name}", 1), MemberState.Up, true);
}
