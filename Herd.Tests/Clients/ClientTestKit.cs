using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Herd.Actors;
using Herd.Actors.Access;
using Herd.Actors.Clients;
using Herd.Actors.Locations;
using Herd.Actors.Places;
using Herd.Tests.Protocol;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Herd.Tests.Clients;

/// <summary>Connections with probes as registry and places, and a clock that starts at 1,000 s.</summary>
public abstract class ClientTestKit(string config) : TestKit(config)
{
    protected const string Kiwi = "IAMAT kiwi +34.5-118.25 999.5";
    protected const string KiwiAt = "AT Goloman +0.500000000 kiwi +34.5-118.25 999.5";

    private protected TestProbe Registry => field ??= CreateTestProbe("registry");

    private protected TestProbe Places => field ??= CreateTestProbe("places");

    private protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1000));

    private protected ClientSettings Settings { get; set; } =
        ClientSettings.Default with { UnknownClientGrace = TimeSpan.FromSeconds(30) };

    private protected AccessKeys Keys { get; set; } = AccessKeys.None;

    private protected IMessageLog MessageLog { get; set; } = NoMessageLog.Instance;

    private protected ClientServices Services(IActorRef registry, IActorRef places) =>
        new(Bytes.Of("Goloman"), registry, places, Settings, Clock, MessageLog, Keys: Keys);

    private protected IActorRef Listen() =>
        Sys.ActorOf(Props.Create(typeof(ClientListener), Services(Registry.Ref, Places.Ref)));

    private protected FakeClient Connect(int takes = 64 * 1024)
    {
        var client = new FakeClient(takes);
        Listen().Tell(client.Accept);
        return client;
    }

    private protected void StoreReport(int count = 1)
    {
        Assert.Equal(count, Registry.ExpectMsg<Report>().Count);
        Registry.Reply(Reported.Instance);
    }

    private protected void LocateKiwi(string atLine = KiwiAt)
    {
        Assert.Equal(["kiwi"], Registry.ExpectMsg<Locate>().Clients.Select(client => Bytes.Text(client.Span)));
        Registry.Reply(new Located([Bytes.Of(atLine)]));
    }

    /// <summary>Waits until an actor has handled all messages now in its mailbox.</summary>
    private protected void HasHandledWhatItWasTold(IActorRef actor)
    {
        var probe = CreateTestProbe();
        actor.Tell(new Identify(actor), probe.Ref);
        probe.ExpectMsg<ActorIdentity>();
    }

    private protected void FindPlaces(string json = "{}") =>
        Places.Reply(new PlacesFound(Places.ExpectMsg<FindPlaces>().Id, Bytes.Of(json)));
}
