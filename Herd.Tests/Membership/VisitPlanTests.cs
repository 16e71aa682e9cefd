using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class VisitPlanTests
{
    private static readonly Neighbour Host = new("A", "a", 1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VisitPlan _visits = new(new NodeIdentity("herd", "M", 7));

    [Fact]
    public void A_host_is_visited_again_when_the_interval_is_over_and_the_last_visit_too()
    {
        Assert.True(_visits.Begin(Host, Second, TimeSpan.Zero));
        Assert.False(_visits.Begin(Host, Second, Second * 2));
        _visits.End(Host);
        Assert.True(_visits.Begin(Host, Second, Second * 2));
        _visits.End(Host);
        Assert.False(_visits.Begin(Host, Second, Second * 2.999));
        Assert.True(_visits.Begin(Host, Second, Second * 3));
    }

    [Fact]
    public void Each_place_of_a_node_is_visited()
    {
        Assert.True(_visits.Begin(Host, Second, TimeSpan.Zero));
        Assert.True(_visits.Begin(Host with { Port = 2 }, Second, TimeSpan.Zero));
        Assert.True(_visits.Begin(Host with { Host = "b" }, Second, TimeSpan.Zero));
    }

    [Fact]
    public void So_many_are_visited_at_once_and_no_more()
    {
        for (var port = 1; port <= VisitPlan.MaxAtOnce; port++)
            Assert.True(_visits.Begin(Host with { Port = port }, Second, TimeSpan.Zero));
        Assert.False(_visits.Begin(Host with { Port = 99 }, Second, TimeSpan.Zero));

        _visits.End(Host);
        Assert.True(_visits.Begin(Host with { Port = 99 }, Second, TimeSpan.Zero));
    }

    [Fact]
    public void Silent_hosts_do_not_keep_others_from_being_visited()
    {
        var hosts = Enumerable.Range(1, VisitPlan.MaxAtOnce * 3).Select(port => Host with { Port = port }).ToList();
        HashSet<Neighbour> visited = [];
        for (var round = 0; round < 3; round++)
        {
            var begun = _visits.InTurn(hosts).Where(host => _visits.Begin(host, Second, Second * round * 2)).ToList();
            visited.UnionWith(begun);
            begun.ForEach(_visits.End);
        }

        Assert.Equal(hosts, visited.OrderBy(host => host.Port));
    }

    [Fact]
    public void Another_node_of_its_name_was_started_before_it_or_after()
    {
        Assert.Equal(VisitPlan.Namesake.Earlier, Judge(6, isNamesake: true));
        Assert.Equal(VisitPlan.Namesake.Later, Judge(8, isNamesake: true));
    }

    [Fact]
    public void Where_another_answers_or_nobody_listens_there_is_no_namesake_any_more() =>
        Assert.All([VisitPlan.Namesake.Gone], gone =>
        {
            Assert.Equal(gone, Judge(1, isNamesake: false));
            Assert.Equal(gone, _visits.Judge(new Visit.Result(Host) { Reason = "refused", IsAbsent = true }));
        });

    [Fact]
    public void Silence_and_refusals_prove_nothing()
    {
        Assert.Equal(VisitPlan.Namesake.Unknown, _visits.Judge(new Visit.Result(Host) { Reason = "it said nothing for 3 s" }));
        Assert.Equal(VisitPlan.Namesake.Unknown, _visits.Judge(new Visit.Result(Host) { Reason = "another herd", IsRefusal = true }));
    }

    private VisitPlan.Namesake Judge(ulong epoch, bool isNamesake) => _visits.Judge(new Visit.Result(Host)
    {
        Presence = new Presence(new NodeDescription("M", "m", 1, 2, 3), epoch, null, []),
        IsNamesake = isNamesake,
    });
}
