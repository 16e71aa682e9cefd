using System.Text;
using Akka.Actor;
using Herd.Actors.Locations;
using Herd.Actors.Storage;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Storage;

public sealed class EraseTests() : Akka.TestKit.Xunit2.TestKit(StorageDispatcher.Config)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);

    private readonly CopyFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public void Nothing_of_an_ID_is_left_in_the_folder(int others)
    {
        var copy = _folder.Open();
        var registry = ActorOf(LocationRegistry.Props(new LocationRegistry.State(copy.Table)));
        ActorOf(DurableStore.Props(copy, StorageAck.Memory, registry, eraseAfter: Soon));
        for (var client = 0; client < others; client++)
            registry.Tell(Updates.Report(Updates.Frame($"client-{client}", 1)));
        for (var time = 1; time <= 5; time++)
        {
            registry.Tell(Updates.Report(Updates.Frame("jane-doe", time)));
            AwaitCondition(() => copy.OwnCommitted >= (ulong)(others + time), TimeSpan.FromSeconds(10));
        }

        Assert.True(Has("jane-doe"));

        registry.Tell(new Forget(Updates.Id("jane-doe")));

        ExpectMsg<Reported>();
        AwaitCondition(() => !Has("jane-doe"), TimeSpan.FromSeconds(60));
        Assert.True(Has("client-0"));
    }

    [Fact]
    public void What_was_not_cleared_before_a_crash_is_cleared_behind_it()
    {
        using (var copy = _folder.Open())
        {
            copy.Add(Updates.Frame("jane-doe", 1, epoch: copy.Epoch, sequence: 1), 1);
            copy.Commit(null);
            copy.Table.Report(Updates.Frame("jane-doe", 1));
            copy.Table.Forget(Updates.Id("jane-doe"), new Herd.Actors.Protocol.PosixTime(2, 0), out var tombstone);
            copy.Add(tombstone, 1);
            copy.Commit(copy.Table.Vector);
        }

        Assert.True(Has("jane-doe"));
        var again = _folder.Open();
        Assert.Equal((0, 1), (again.Table.Count, again.Table.Tombstones));
        var registry = ActorOf(LocationRegistry.Props(new LocationRegistry.State(again.Table)));

        ActorOf(DurableStore.Props(again, StorageAck.Memory, registry, eraseAfter: Soon));

        AwaitCondition(() => !Has("jane-doe"), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(29, 1)]
    [InlineData(31, 0)]
    public void A_node_that_was_away_for_longer_than_tombstones_are_kept_starts_empty(int days, int known)
    {
        using (var copy = _folder.Open(forgetFor: TimeSpan.FromDays(30)))
        {
            copy.Table.Report(Updates.Frame("jane", 1));
            copy.Add(copy.Table.Find("jane"u8), 1);
            copy.Commit(copy.Table.Vector);
            copy.NoteUse();
        }

        var before = _folder.Clock.GetUtcNow();
        _folder.Clock.Advance(TimeSpan.FromDays(days));
        using var again = _folder.Open(forgetFor: TimeSpan.FromDays(30));

        Assert.Equal(known, again.Table.Count);
        Assert.Equal(known == 0, again.Warning?.Contains("starts empty", StringComparison.Ordinal) ?? false);
        Assert.Equal(1 - known, Directory.GetFiles(_folder.Path, "locations.db.outdated-*").Length);
        Assert.True(again.Epoch > (ulong)before.ToUnixTimeSeconds() * 1_000_000_000);
    }

    private bool Has(string text) => Directory.GetFiles(_folder.Path, "locations.db*").Any(file => Read(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    /// <summary>Shared, because SQLite has the file open.</summary>
    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
