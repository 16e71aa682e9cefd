using Akka.Actor;
using Akka.TestKit.Xunit2;
using Herd.Actors.Locations;
using Herd.Actors.Streams;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Streams;

public class StreamRegistryTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly LocationTable _table = new("Goloman", 1);
    private readonly IActorRef _registry;

    public StreamRegistryTests()
    {
        // One client per part.
        _registry = Sys.ActorOf(LocationRegistry.Props(new LocationRegistry.State(_table) { CatchUpPartBytes = 1 }));
        _table.Feed.TryEnter(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_forgotten_while_the_registry_fails_within_a_catch_up_is_gone_to_its_reader(bool hasCursor)
    {
        await AskAsync(Updates.Report(Updates.Frame("before", 5)));
        var after = hasCursor ? (await AskAsync<StreamPart>(new ReadStream(new StreamPosition(null)))).Cursor : null;
        await AskAsync(Updates.Report(Updates.Frame("kiwi", 5), Updates.Frame("fig", 6), Updates.Frame("lime", 7)));
        var sink = new RecordingSink();
        var flushes = 0;
        sink.Flushing = () =>
        {
            // After the part with kiwi.
            if (!sink.Known.ContainsKey("kiwi") || flushes++ > 0)
                return;
            _registry.Tell(new Forget(Updates.Id("kiwi")), ActorRefs.NoSender);
            // A frame whose length exceeds its block crashes the registry.
            _registry.Tell(new Report(new byte[] { 255, 255, 255, 0 }, 1), ActorRefs.NoSender);
        };
        var session = new StreamSession(
            _table.Feed, StreamFilter.Everything, (position, _) => AskAsync<StreamPart>(new ReadStream(position)), position => _registry.Tell(new EndStream(position)), _table.Whereabouts, sink);

        await session.StartAsync(after, mayHoldMore: false, default);

        Assert.True(flushes > 0);
        Assert.Equal(["before", "fig", "lime"], sink.Known.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(1, sink.Resets);
    }

    private Task<object> AskAsync(object message) => AskAsync<object>(message);

    private Task<T> AskAsync<T>(object message) => _registry.Ask<T>(message, Patience);
}
