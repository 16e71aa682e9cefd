using Herd.Actors.Locations;
using Herd.Actors.Streams;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Streams;

public class StreamFeedTests
{
    private const int MaxBytes = 64 * 1024;

    private readonly LocationTable _table = new("Goloman", 1) { Feed = new StreamFeed(1024, MaxBytes) };
    private long _time;

    public StreamFeedTests() => Feed.Activate();

    private StreamFeed Feed => _table.Feed;

    [Fact]
    public void What_readers_render_counts_to_what_is_kept()
    {
        for (var number = 0; number < 500; number++)
        {
            Move().Keep(new byte[1000]);
            Assert.InRange(Feed.Bytes, 1, MaxBytes);
        }

        var kept = Enumerable.Range(0, 500).Count(back => Feed[Feed.End - back] is not null);
        Assert.InRange(kept, 40, 64);
        Assert.Equal(1000, Feed[Feed.End]!.Rendered!.Length);
    }

    [Fact]
    public void What_is_rendered_where_there_is_no_room_is_not_kept()
    {
        var changes = Enumerable.Range(0, 100).Select(_ => Move()).ToList();
        foreach (var change in changes)
            change.Keep(new byte[1000]);

        Assert.InRange(Feed.Bytes, 1, MaxBytes);
        Assert.NotNull(changes[0].Rendered);
        Assert.Null(changes[^1].Rendered);
    }

    [Fact]
    public void What_is_rendered_twice_or_too_late_is_not_counted()
    {
        var first = Move();
        var before = Feed.Bytes;
        first.Keep(new byte[1000]);
        first.Keep(new byte[2000]);
        Assert.Equal((before + 1000, 1000), (Feed.Bytes, first.Rendered!.Length));

        for (var number = 0; number < 1024; number++)
            Move();
        Assert.Null(Feed[first.Position]);
        Assert.Null(first.Rendered);
        var full = Feed.Bytes;
        first.Keep(new byte[1000]);
        Assert.Null(first.Rendered);
        Assert.Equal(full, Feed.Bytes);

        var last = Feed[Feed.End]!;
        Feed.Drop();
        last.Keep(new byte[1000]);
        Assert.Equal(0, Feed.Bytes);
    }

    private Change Move()
    {
        _table.Report(Updates.Frame("kiwi", ++_time));
        Feed.Publish(TimeSpan.FromSeconds(_time), () => null);
        return Feed[Feed.End]!;
    }
}
