using Akka.Actor;
using Akka.Remote;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>Watching actors of another system.</summary>
public sealed class RemoteDeathWatchTests : IDisposable
{
    private const string Quick = """
        akka.remote.watch-failure-detector {
          heartbeat-interval = 100ms
          unreachable-nodes-reaper-interval = 100ms
          acceptable-heartbeat-pause = 1s
          expected-response-after = 1s
        }
        """;

    private readonly ProxiedSystems _systems = new(Quick);
    private readonly Akka.TestKit.Xunit2.TestKit _kit;

    public RemoteDeathWatchTests() => _kit = new Akka.TestKit.Xunit2.TestKit(_systems.Here);

    [Fact]
    public async Task The_end_of_an_actor_is_told_once()
    {
        var watched = await Watched();
        Local("watched").Tell(PoisonPill.Instance);

        var terminated = await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long);

        Assert.Equal(watched, terminated.ActorRef);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.False(terminated.AddressTerminated);
        await _kit.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(300));
    }

    [Fact]
    public async Task Who_never_was_there_is_gone_at_once()
    {
        var nobody = ((ExtendedActorSystem)_systems.Here).Provider.ResolveActorRef(
            (new RootActorPath(RemoteSystems.AddressOf(_systems.There)) / "user" / "nobody").ToString()!);
        _kit.Watch(nobody);

        Assert.False((await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long)).ExistenceConfirmed);
    }

    [Fact]
    public async Task An_actor_known_only_by_its_path_can_be_watched()
    {
        await Watched();
        _kit.Unwatch(await _systems.Here.Resolve(_systems.There, "user", "watched"));
        var byPath = ((ExtendedActorSystem)_systems.Here).Provider.ResolveActorRef(
            (new RootActorPath(RemoteSystems.AddressOf(_systems.There)) / "user" / "watched").ToString()!);
        _kit.Watch(byPath);
        await RemoteSystems.AskUntilAnswered<string>(_systems.Here.Select(_systems.There, "user", "watched"), "still there?");

        Local("watched").Tell(PoisonPill.Instance);

        Assert.Equal(byPath, (await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long)).ActorRef);
    }

    [Fact]
    public async Task Who_is_no_longer_watched_ends_silently()
    {
        var watched = await Watched();
        _kit.Unwatch(watched);
        Local("watched").Tell(PoisonPill.Instance);

        await _kit.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task The_end_of_a_system_is_the_end_of_its_actors()
    {
        var watched = await Watched();

        await _systems.There.Terminate();

        Assert.Equal(watched, (await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long)).ActorRef);
    }

    [Fact]
    public async Task A_system_that_is_cut_off_is_unreachable_and_quarantined()
    {
        _systems.Here.EventStream.Subscribe(_kit.TestActor, typeof(QuarantinedEvent));
        var watched = await Watched();
        var other = _kit.CreateTestProbe();
        other.Watch(watched);

        _systems.Cut();

        var quarantined = await _kit.FishForMessageAsync<object>(m => m is QuarantinedEvent, RemoteSystems.Long);
        Assert.Equal(RemoteSystems.AddressOf(_systems.There), ((QuarantinedEvent)quarantined).Address);
        var terminated = await other.ExpectMsgAsync<Terminated>(RemoteSystems.Long);
        Assert.Equal(watched, terminated.ActorRef);
        Assert.True(terminated.AddressTerminated);
    }

    [Fact]
    public async Task A_quarantined_system_gets_nothing_but_its_next_incarnation_does()
    {
        _systems.Here.EventStream.Subscribe(_kit.TestActor, typeof(QuarantinedEvent));
        var there = _kit.CreateTestProbe();
        _systems.There.EventStream.Subscribe(there, typeof(ThisActorSystemQuarantinedEvent));
        await Watched();
        _systems.Cut();
        await _kit.FishForMessageAsync<object>(m => m is QuarantinedEvent, RemoteSystems.Long);
        _systems.Heal();

        // The other side is told when it calls.
        var echoHere = _systems.Here.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), "echo-here");
        await _kit.AwaitAssertAsync(
            async () =>
            {
                _systems.There.Select(_systems.Here, "user", "echo-here").Tell("let me in", there);
                await there.FishForMessageAsync<object>(m => m is ThisActorSystemQuarantinedEvent, TimeSpan.FromMilliseconds(500));
            },
            RemoteSystems.Long);
        await Assert.ThrowsAsync<AskTimeoutException>(
            () => _systems.Here.Select(_systems.There, "user", "watched").Ask<string>("hello?", TimeSpan.FromMilliseconds(500)));

        await _systems.RestartThere();
        _systems.There.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), "watched");
        Assert.Equal("again", await RemoteSystems.AskUntilAnswered<string>(_systems.Here.Select(_systems.There, "user", "watched"), "again"));
    }

    [Fact]
    public async Task A_short_cut_is_not_noticed_by_those_who_watch()
    {
        var watched = await Watched();
        _systems.Reset();

        Assert.Equal("there", await RemoteSystems.AskUntilAnswered<string>(watched, "there"));
        Local("watched").Tell(PoisonPill.Instance);
        Assert.False((await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long)).AddressTerminated);
    }

    [Fact]
    public async Task The_actors_of_a_system_that_was_restarted_are_gone()
    {
        var watched = await Watched();
        // Nobody hears that it ends.
        _systems.Cut();
        await _systems.RestartThere();
        _systems.Heal();

        Assert.Equal(watched, (await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long)).ActorRef);
    }

    [Fact]
    public async Task WatchAsync_ends_with_the_actor()
    {
        var watched = await Watched();
        _kit.Unwatch(watched);
        using var limit = new CancellationTokenSource(RemoteSystems.Long);
        var ended = watched.WatchAsync(limit.Token);
        await RemoteSystems.AskUntilAnswered<string>(watched, "watched");

        Local("watched").Tell(PoisonPill.Instance);

        Assert.True(await ended);
    }

    public void Dispose() => _systems.Dispose();

    private int Passed => _systems.ToHere.Passed + _systems.ToThere.Passed;

    private ActorSelection Local(string name) => _systems.There.ActorSelection("/user/" + name);

    private async Task<IActorRef> Watched()
    {
        _systems.There.ActorOf(Acts.Props((message, context) => context.Sender.Tell(message)), "watched");
        var watched = await _systems.Here.Resolve(_systems.There, "user", "watched");
        _kit.Watch(watched);
        // The watch goes the same way, before this.
        await RemoteSystems.AskUntilAnswered<string>(watched, "watched");
        // Some heartbeats there and back: from now on both know each other's incarnation.
        var enough = Passed + 12;
        await _kit.AwaitConditionAsync(() => Task.FromResult(Passed >= enough), RemoteSystems.Long);
        return watched;
    }
}
