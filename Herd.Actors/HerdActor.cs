using System.Text;
using Akka.Actor;
using Herd.Actors.Access;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Membership;
using Herd.Actors.Places;
using Herd.Actors.Storage;
using Herd.Actors.Telemetry;

namespace Herd.Actors;

/// <summary>
/// The root of a node, at <c>/user/herd</c>: starts and supervises its registry, gossip, places and clients.
/// </summary>
public sealed class HerdActor : ReceiveActor
{
    public const string Name = "herd";
    public const string RegistryName = "registry";
    public const string GossipName = "gossip";
    public const string PlacesName = "places";
    public const string ClientsName = "clients";
    public const string StorageName = "storage";
    public const string MembershipName = MembershipActor.Name;

    private readonly Setup _setup;
    private Parts? _parts;

    public HerdActor(Setup setup)
    {
        _setup = setup;
        Receive<GetParts>(_ => Sender.Tell(_parts));
    }

    /// <summary>Asks for <see cref="Parts"/>.</summary>
    public sealed record GetParts
    {
        public static GetParts Instance { get; } = new();
    }

    /// <summary>The parts that others talk to.</summary>
    public sealed record Parts(IActorRef Registry, IActorRef Gossip, IActorRef Clients, IActorRef Membership, IActorRef Places);

    /// <param name="Table">Outlives restarts of actors.</param>
    /// <param name="Neighbours">At the start; those of the cluster follow.</param>
    /// <param name="Copy">What <paramref name="Table"/> came from; null: nothing is saved.</param>
    /// <param name="Membership">Null: the neighbours stay who they are.</param>
    /// <param name="Keys">Null: clients need none.</param>
    public sealed record Setup(
        NodeIdentity Identity,
        LocationTable Table,
        IReadOnlyList<Neighbour> Neighbours,
        ClientSettings Clients,
        LinkSettings Links,
        PlacesSettings Places,
        ILinkConnector Connector,
        IMessageLog MessageLog,
        TimeProvider Clock,
        IDurableCopy? Copy = null,
        StorageAck Ack = StorageAck.Memory,
        StoreHealth? Health = null,
        MembershipSetup? Membership = null,
        AccessKeys? Keys = null,
        RetentionSettings? Retention = null,
        NodeTelemetry? Telemetry = null);

    public static Props Props(Setup setup) => Akka.Actor.Props.Create(() => new HerdActor(setup));

    /// <summary>Each part is restarted alone, and the others work on.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(fault => fault is ActorInitializationException ? Directive.Escalate : Directive.Restart);

    protected override void PreStart()
    {
        var telemetry = _setup.Telemetry ?? new NodeTelemetry(_setup.Identity.Name);
        var waitsForDisk = _setup is { Copy: not null, Ack: StorageAck.Disk };
        var registry = Context.ActorOf(
            LocationRegistry.Props(new LocationRegistry.State(_setup.Table, waitsForDisk)
            {
                Clock = _setup.Clock,
                Retention = _setup.Retention ?? RetentionSettings.Default,
                MessageLog = _setup.MessageLog,
                Telemetry = telemetry,
            }),
            RegistryName);
        if (_setup.Copy is not null)
            DurableStore.FlushAtShutdown(
                Context.System,
                Context.ActorOf(DurableStore.Props(_setup.Copy, _setup.Ack, registry, _setup.Health, telemetry: telemetry), StorageName));
        var gossip = new GossipActor.Setup(
            _setup.Identity,
            _setup.Neighbours,
            _setup.Links,
            registry,
            _setup.Connector,
            _setup.MessageLog,
            Random.Shared,
            _setup.Clock,
            Telemetry: telemetry);
        var gossipActor = Context.ActorOf(GossipActor.Props(gossip), GossipName);
        var membershipActor = _setup.Membership is { } membership
            ? Context.ActorOf(MembershipActor.Props(membership, gossip, gossipActor), MembershipName)
            : ActorRefs.Nobody;

        var places = Context.ActorOf(PlacesQuery.Props(_setup.Places), PlacesName);
        var clients = new ClientServices(
            Encoding.UTF8.GetBytes(_setup.Identity.Name),
            registry,
            places,
            _setup.Clients,
            _setup.Clock,
            _setup.MessageLog,
            () => _setup.Table.IsFull,
            _setup.Keys,
            telemetry);
        _parts = new Parts(
            registry, gossipActor, Context.ActorOf(Akka.Actor.Props.Create(() => new ClientListener(clients)), ClientsName), membershipActor, places);
    }
}
