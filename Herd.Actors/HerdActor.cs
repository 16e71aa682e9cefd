using Akka.Actor;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Actors.Places;

namespace Herd.Actors;

/// <summary>
/// The root of a node, at /user/herd: starts and supervises its registry, gossip, places and clients.
/// </summary>
public sealed class HerdActor : UntypedActor
{
    public const string Name = "herd";
    public const string RegistryName = "registry";
    public const string GossipName = "gossip";
    public const string PlacesName = "places";
    public const string ClientsName = "clients";

    private readonly Setup _setup;

    public HerdActor(Setup setup) => _setup = setup;

    /// <summary>What a node works with.</summary>
    /// <param name="Identity">This node.</param>
    /// <param name="Neighbours">The nodes to be linked with.</param>
    /// <param name="Clients">Under <c>herd.client</c>.</param>
    /// <param name="Links">Under <c>herd.link</c>.</param>
    /// <param name="Places">Where places come from.</param>
    /// <param name="Connector">Makes connections to neighbours.</param>
    /// <param name="MessageLog">Is told what comes in and goes out.</param>
    /// <param name="Clock">The receipt times' clock.</param>
    public sealed record Setup(
        NodeIdentity Identity,
        IReadOnlyList<Neighbour> Neighbours,
        ClientSettings Clients,
        LinkSettings Links,
        IPlacesProvider Places,
        ILinkConnector Connector,
        IMessageLog MessageLog,
        TimeProvider Clock);

    public static Props Props(Setup setup) => Akka.Actor.Props.Create(() => new HerdActor(setup));

    protected override void PreStart()
    {
    }

    protected override void OnReceive(object message) => Unhandled(message);
}
