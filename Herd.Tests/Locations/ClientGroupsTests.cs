using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations;

public class ClientGroupsTests
{
    [Fact]
    public void Whatever_comes_and_goes_each_group_has_its_entries_once()
    {
        const int Entries = 300;
        var random = new Random(1);
        var (groups, model) = (new ClientGroups(), new Dictionary<int, uint>());
        for (var step = 0; step < 20_000; step++)
        {
            var entry = random.Next(Entries);
            if (model.Remove(entry, out var group))
            {
                groups.Remove(group, entry);
            }
            else
            {
                model[entry] = group = (uint)random.Next(1, 8);
                groups.Reserve(entry);
                groups.Add(group, entry);
            }

            Assert.Equal(model.Where(pair => pair.Value == group).Select(pair => pair.Key).Order(), EntriesOf(groups, group).Order());
        }
    }

    [Fact]
    public void The_first_group_takes_nothing_for_all_who_are_in_none()
    {
        var groups = new ClientGroups();

        groups.Reserve(10_000_000);
        groups.Add(1, 10_000_000);
        groups.Reserve(5);
        groups.Add(1, 5);

        Assert.InRange(groups.Bytes, 1, 200_000);
        Assert.Equal([5, 10_000_000], EntriesOf(groups, 1).Order());
    }

    [Fact]
    public void A_client_finds_those_who_share_what_its_ID_has_before_the_slash()
    {
        var table = new LocationTable("Goloman", 1);
        foreach (var client in new[] { "jane/phone", "jane/tablet", "jane/a/b", "janet/phone", "jane", "/x", "/y", "x/jane/phone" })
            table.Report(Updates.Frame(client, 10));

        Assert.Equal(["jane/a/b", "jane/tablet"], Find(table, "jane/phone"));
        Assert.Equal(["jane/a/b", "jane/phone", "jane/tablet"], Find(table, "jane/unknown"));
        Assert.Equal(["/y"], Find(table, "/x"));
        Assert.Equal([], Find(table, "jane"));
        Assert.Equal([], Find(table, "nobody/phone"));
    }

    [Fact]
    public void Who_is_forgotten_or_has_expired_is_not_found_and_who_is_back_is()
    {
        var table = new LocationTable("Goloman", 1);
        foreach (var (client, time) in new[] { ("jane/a", 10L), ("jane/b", 20), ("jane/c", 30) })
            table.Report(Updates.Frame(client, time));

        table.Forget("jane/b"u8, new PosixTime(25, 0), out _);
        Assert.Equal(["jane/a", "jane/c"], Find(table, "jane/x"));
        table.ExpireBefore(new PosixTime(15, 0));
        Assert.Equal(["jane/c"], Find(table, "jane/x"));
        Assert.Equal(1, table.Sweep(100, default, VersionVector.Empty));
        Assert.Equal(["jane/c"], Find(table, "jane/x"));

        table.Report(Updates.Frame("jane/b", 40));
        table.Report(Updates.Frame("jane/a", 40));
        table.Report(Updates.Frame("jane/c", 50));
        Assert.Equal(["jane/a", "jane/b", "jane/c"], Find(table, "jane/x"));
    }

    [Fact]
    public void Of_a_large_group_no_more_are_looked_at_than_is_said()
    {
        var table = new LocationTable("Goloman", 1);
        for (var number = 0; number < 100; number++)
            table.Report(Updates.Frame($"herd/{number}", 10));

        Assert.Equal(7, Find(table, "herd/x", 7).Length);
        Assert.Equal(100, Find(table, "herd/x").Length);
    }

    private static string[] Find(LocationTable table, string client, int maxLooked = int.MaxValue)
    {
        var found = new List<string>();
        table.FindGroup(Updates.Id(client), maxLooked, frame =>
        {
            found.Add(Updates.Text(frame.Client));
            return true;
        });
        return [.. found.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<int> EntriesOf(ClientGroups groups, uint group)
    {
        for (var entry = groups.FirstOf(group); entry >= 0; entry = groups.Behind(entry))
            yield return entry;
    }
}
