using Herd.Node.Hosting;
using Xunit;

namespace Herd.Tests.Node.Hosting;

public class StatusReportTests
{
    [Fact]
    public void A_node_is_behind_by_what_others_have_and_it_has_not()
    {
        var ahead = Report(("Goloman/100", 7), ("Hands/90", 5));
        var behind = Report(("Goloman/100", 3));

        Assert.Equal(9UL, behind.Behind([ahead, behind]));
        Assert.Equal(0UL, ahead.Behind([ahead, behind]));
    }

    [Fact]
    public void A_past_epoch_of_which_a_node_holds_nothing_any_more_does_not_make_it_behind()
    {
        var dropped = Report(("Goloman/1000", 3));
        var kept = Report(("Goloman/999", 20), ("Goloman/1000", 3));

        Assert.Equal(0UL, dropped.Behind([dropped, kept]));
    }

    [Fact]
    public void A_new_epoch_that_a_node_has_not_heard_of_makes_it_behind()
    {
        var restarted = Report(("Goloman/1000", 3));
        var outdated = Report(("Goloman/999", 20), ("Golomans/2000", 1));

        Assert.Equal(3UL, outdated.Behind([restarted]));
    }

    private static StatusReport Report(params (string Origin, ulong Sequence)[] vector) =>
        new("any", "herd", "member", 0, 1, "0000000000000000", vector.ToDictionary(entry => entry.Origin, entry => entry.Sequence), [], []);
}
