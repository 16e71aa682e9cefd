using Herd.Actors.Locations;
using Herd.Actors.Streams;
using Herd.Tests.Locations;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Herd.Tests.Streams;

/// <summary>Cursors come from anybody, so they may be anything.</summary>
public class StreamSourceTests
{
    private const long Now = 1_785_578_400;

    private readonly LocationTable _table = new("Goloman", 1);
    private readonly StreamSource _source;

    public StreamSourceTests() => _source = new StreamSource(_table, RetentionSettings.Default, new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(Now)));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MinValue + Now)]
    [InlineData(long.MinValue + Now - 1)]
    [InlineData(long.MaxValue)]
    [InlineData(Now - 1801)]
    [InlineData(Now + 1801)]
    public void A_cursor_of_any_other_time_is_unknown(long time) =>
        Assert.Equal(StreamState.Unknown, Read(new StreamCursor(VersionVector.Empty, [], time)).State);

    [Theory]
    [InlineData(Now - 1800)]
    [InlineData(Now + 1800)]
    public void A_cursor_of_about_now_is_gone_on_from(long time) =>
        Assert.Equal(StreamState.Read, Read(new StreamCursor(VersionVector.Empty, [], time)).State);

    [Fact]
    public void Only_the_newest_changes_keep_their_cursors()
    {
        var feed = _table.Feed;
        feed.Activate();
        for (var time = 1; time <= 1000; time++)
        {
            _table.Report(Updates.Frame("kiwi", time));
            feed.Publish(TimeSpan.FromSeconds(time), _source.Cursor);
        }

        var with = Enumerable.Range(0, 1000).Select(back => feed[feed.End - back]).TakeWhile(change => change?.Cursor is not null).Count();

        Assert.Equal(256, with);
        Assert.Null(feed[feed.End - 300]!.Cursor);
    }

    private StreamPart Read(StreamCursor cursor) => _source.Read(new StreamPosition(cursor), 1024);
}
