using Herd.Actors.Gossip;
using Herd.Actors.Membership;
using Xunit;

namespace Herd.Tests.Membership;

public class ContactsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly NodeDescription Riley = new("Riley", "10.0.0.7", 14000, 14100, 14300);

    [Fact]
    public void A_node_is_looked_for_where_the_file_says_and_where_it_was_met()
    {
        var contacts = new Contacts([new Neighbour("Riley", "riley.lan", 1), new Neighbour("Ada", "ada.lan", 2)], []);
        contacts.Meet(Riley, "10.0.0.7:14200", Now);

        Assert.Equal(
            [new Neighbour("Riley", "riley.lan", 1), new Neighbour("Ada", "ada.lan", 2), new Neighbour("Riley", "10.0.0.7", 14100)],
            contacts.Neighbours);
    }

    [Fact]
    public void One_that_was_met_where_the_file_says_is_looked_for_there_once()
    {
        var contacts = new Contacts([new Neighbour("Riley", "10.0.0.7", 14100)], []);
        contacts.Meet(Riley, "", Now);

        Assert.Single(contacts.Neighbours);
    }

    [Fact]
    public void Those_remembered_are_looked_for()
    {
        var contacts = new Contacts([], [new Contact(Riley, "10.0.0.7:14200", new DateOnly(2026, 11, 1))]);

        Assert.Equal([new Neighbour("Riley", "10.0.0.7", 14100)], contacts.Neighbours);
    }

    [Fact]
    public void A_node_that_is_elsewhere_now_takes_its_old_place()
    {
        var contacts = new Contacts([], []);
        contacts.Meet(Riley, "10.0.0.7:14200", Now);
        contacts.Meet(Riley with { Host = "10.0.0.8" }, "", Now);

        Assert.Equal([new Contact(Riley with { Host = "10.0.0.8" }, "", new DateOnly(2026, 11, 29))], contacts.All);
    }

    [Fact]
    public void A_cluster_port_once_known_is_kept_while_the_node_is_where_it_was()
    {
        var contacts = new Contacts([], []);
        contacts.Meet(Riley, "10.0.0.7:14200", Now);
        contacts.Meet(Riley, "", Now);
        Assert.Equal("10.0.0.7:14200", contacts.All.Single().Address);

        contacts.Meet(Riley, "10.0.0.7:14999", Now);
        Assert.Equal("10.0.0.7:14999", contacts.All.Single().Address);
    }

    [Fact]
    public void One_that_was_not_met_for_thirty_days_is_forgotten_when_another_is_met()
    {
        var contacts = new Contacts([], []);
        contacts.Meet(Riley, "", Now);
        contacts.Meet(Riley with { Name = "Ada" }, "", Now.AddDays(30));
        Assert.Equal(["Ada", "Riley"], contacts.All.Select(contact => contact.Node.Name));

        contacts.Meet(Riley with { Name = "Ada" }, "", Now.AddDays(31));
        Assert.Equal(["Ada"], contacts.All.Select(contact => contact.Node.Name));
    }

    [Fact]
    public void One_that_left_is_forgotten_but_for_the_file()
    {
        var contacts = new Contacts([new Neighbour("Riley", "riley.lan", 1)], []);
        contacts.Meet(Riley, "", Now);
        contacts.Forget("Riley");
        contacts.Forget("Nobody");

        Assert.Empty(contacts.All);
        Assert.Equal([new Neighbour("Riley", "riley.lan", 1)], contacts.Neighbours);
    }

    [Fact]
    public void No_more_than_a_thousand_are_remembered_and_the_one_met_last_always()
    {
        var contacts = new Contacts([], []);
        contacts.Meet(Riley with { Name = "Old" }, "", Now.AddDays(-1));
        for (var number = 1; number < Contacts.MaxCount; number++)
            contacts.Meet(Riley with { Name = $"N{number}" }, "", Now);
        Assert.Equal(Contacts.MaxCount, contacts.All.Count);

        contacts.Meet(Riley with { Name = "New" }, "", Now);
        Assert.Equal(Contacts.MaxCount, contacts.All.Count);
        Assert.Contains(contacts.All, contact => contact.Node.Name == "New");
        Assert.DoesNotContain(contacts.All, contact => contact.Node.Name == "Old");
    }
}
