using Akka.Actor;
using Akka.Remote;
using Xunit;

namespace Herd.Tests.AkkaRuntime.Remote;

/// <summary>More watches than may wait for another system.</summary>
public sealed class SystemMessageOverflowTests : IDisposable
{
    private readonly ProxiedSystems _systems = new("akka.remote.system-message-buffer-size = 20");
    private readonly Akka.TestKit.Xunit2.TestKit _kit;

    public SystemMessageOverflowTests() => _kit = new Akka.TestKit.Xunit2.TestKit(_systems.Here);

    [Fact]
    public async Task The_incarnation_is_quarantined_and_its_actors_are_gone()
    {
        var events = _kit.CreateTestProbe();
        _systems.Here.EventStream.Subscribe(events, typeof(QuarantinedEvent));
        var actors = new List<IActorRef>();
        for (var i = 0; i < 40; i++)
        {
            _systems.There.ActorOf(Acts.Props((_, _) => { }), $"a{i}");
            actors.Add(await _systems.Here.Resolve(_systems.There, "user", $"a{i}"));
        }

        _systems.Freeze();
        foreach (var actor in actors)
            _kit.Watch(actor);

        Assert.Equal(RemoteSystems.AddressOf(_systems.There), (await events.ExpectMsgAsync<QuarantinedEvent>(RemoteSystems.Long)).Address);
        Assert.Contains((await _kit.ExpectMsgAsync<Terminated>(RemoteSystems.Long)).ActorRef, actors);
    }

    public void Dispose() => _systems.Dispose();
}
