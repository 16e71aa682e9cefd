using Akka.Actor;
using Akka.Event;
using Akka.Remote;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>What a broken, frozen or slow connection does to messages.</summary>
public sealed class ReconnectTests : IDisposable
{
    private const string QuickToNotice = """
        akka.remote.transport-failure-detector {
          heartbeat-interval = 200ms
          acceptable-heartbeat-pause = 1s
        }
        """;

    private readonly ProxiedSystems _systems = new(QuickToNotice);
    private readonly Akka.TestKit.Xunit2.TestKit _kit;

    public ReconnectTests() => _kit = new Akka.TestKit.Xunit2.TestKit(_systems.Here);

    [Fact]
    public async Task Messages_while_it_is_cut_are_dead_letters_and_after_it_heals_they_pass_again()
    {
        var echo = await Echo();
        _systems.Here.EventStream.Subscribe(_kit.TestActor, typeof(DisassociatedEvent));
        _systems.Cut();
        await _kit.FishForMessageAsync<object>(m => m is DisassociatedEvent, RemoteSystems.Long);

        var letters = _kit.CreateTestProbe();
        _systems.Here.EventStream.Subscribe(letters, typeof(DeadLetter));
        echo.Tell("lost");
        Assert.Equal("lost", (await letters.ExpectMsgAsync<DeadLetter>(RemoteSystems.Long)).Message);

        _systems.Heal();
        Assert.Equal("found", await RemoteSystems.AskUntilAnswered<string>(echo, "found"));
    }

    [Fact]
    public async Task A_connection_over_which_nothing_comes_any_more_is_given_up()
    {
        await Echo();
        _systems.Here.EventStream.Subscribe(_kit.TestActor, typeof(DisassociatedEvent));

        _systems.Freeze();

        await _kit.FishForMessageAsync<object>(m => m is DisassociatedEvent, RemoteSystems.Long);
    }

    [Fact]
    public async Task The_other_side_may_call_when_it_heals()
    {
        await Echo();
        _systems.Here.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), "echo");
        _systems.Cut();
        _systems.Heal();

        Assert.Equal("hello", await RemoteSystems.AskUntilAnswered<string>(_systems.There.Select(_systems.Here, "user", "echo"), "hello"));
        Assert.Equal("hello", await RemoteSystems.AskUntilAnswered<string>(_systems.Here.Select(_systems.There, "user", "echo"), "hello"));
    }

    [Fact]
    public async Task Each_watcher_hears_of_each_end_exactly_once_over_many_broken_connections()
    {
        const int count = 60;
        _systems.There.ActorOf(
            Acts.Props((message, context) =>
            {
                if (message is "make")
                {
                    for (var i = 0; i < count; i++)
                        context.ActorOf(Acts.Props((_, _) => { }), $"a{i}");
                    context.Sender.Tell("made");
                }
                else
                {
                    context.Stop(context.Child((string)message));
                }
            }),
            "herd");
        Assert.Equal("made", await _systems.There.ActorSelection("/user/herd").Ask<string>("make", RemoteSystems.Long));
        var actors = new List<IActorRef>();
        for (var i = 0; i < count; i++)
            actors.Add(await _systems.Here.Resolve(_systems.There, "user", "herd", $"a{i}"));

        // Watches go out, and ends come back, while connections break.
        for (var i = 0; i < count; i++)
        {
            _kit.Watch(actors[i]);
            if (i % 7 == 0)
                _systems.Reset();
            if (i >= count / 2)
                _systems.There.ActorSelection("/user/herd").Tell($"a{i - (count / 2)}");
        }
        for (var i = count / 2; i < count; i++)
        {
            _systems.There.ActorSelection("/user/herd").Tell($"a{i}");
            if (i % 11 == 0)
                _systems.Reset();
        }

        var ended = new List<IActorRef>();
        for (var i = 0; i < count; i++)
            ended.Add((await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long)).ActorRef);
        Assert.Equal(actors.Select(a => a.Path.Name).Order(), ended.Select(a => a.Path.Name).Order());
        await _kit.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task An_end_that_is_on_its_way_when_the_connection_breaks_is_told_over_the_next()
    {
        for (var i = 0; i < 5; i++)
        {
            var name = $"a{i}";
            var local = _systems.There.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), name);
            var actor = await _systems.Here.Resolve(_systems.There, "user", name);
            _kit.Watch(actor);
            Assert.Equal("watched", await RemoteSystems.AskUntilAnswered<string>(actor, "watched"));

            _systems.Freeze();
            var taken = Taken;
            Assert.True(await StopAsync(local));
            // It is held with what comes before it, and thrown away.
            await _kit.AwaitConditionAsync(() => Task.FromResult(Taken > taken), RemoteSystems.Long);
            _systems.Reset();
            _systems.Thaw();

            Assert.Equal(actor, (await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long)).ActorRef);
        }

        static async Task<bool> StopAsync(IActorRef actor)
        {
            using var limit = new CancellationTokenSource(RemoteSystems.Long);
            var ended = actor.WatchAsync(limit.Token);
            actor.Tell(PoisonPill.Instance);
            return await ended;
        }
    }

    [Fact]
    public async Task Order_is_kept_over_broken_connections()
    {
        _systems.There.ActorOf(Acts.Props((message, _) => _kit.TestActor.Tell(message)), "sink");
        var sink = await _systems.Here.Resolve(_systems.There, "user", "sink");

        var received = new List<int>();
        var next = 0;
        for (var cut = 0; cut < 6; cut++)
        {
            var before = received.Count;
            while (received.Count == before)
            {
                Assert.True(next < 100_000, "Nothing comes after a cut.");
                for (var i = 0; i < 200; i++)
                    sink.Tell(next++);
                if (await _kit.ReceiveOneAsync(TimeSpan.FromMilliseconds(100)) is int number)
                    received.Add(number);
            }
            _systems.Reset();
        }
        while (await _kit.ReceiveOneAsync(TimeSpan.FromMilliseconds(500)) is int number)
            received.Add(number);

        // Some are lost; the others come in order, once.
        Assert.Equal(received.Order(), received);
        Assert.Equal(received.Count, received.Distinct().Count());
    }

    [Fact]
    public async Task What_waits_for_a_frozen_system_is_bounded()
    {
        var sink = await Echo();
        _systems.Freeze();
        var before = GC.GetTotalMemory(true);
        var message = new byte[50_000];

        for (var i = 0; i < 4_000; i++)
            sink.Tell(message, ActorRefs.NoSender);

        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 100L << 20);
        _systems.Thaw();
        Assert.Equal("back", await RemoteSystems.AskUntilAnswered<string>(sink, "back"));
    }

    public void Dispose() => _systems.Dispose();

    private int Taken => _systems.ToHere.Taken + _systems.ToThere.Taken;

    private async Task<IActorRef> Echo()
    {
        _systems.There.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), "echo");
        return await _systems.Here.Resolve(_systems.There, "user", "echo");
    }
}
