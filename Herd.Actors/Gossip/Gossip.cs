using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Herd.Actors.Locations;

namespace Herd.Actors.Gossip;

/// <summary>
/// Floods what this node learns over the links to its neighbours, and keeps a supervised <see cref="PeerLink"/> for each.
/// </summary>
public sealed class Gossip : ReceiveActor
{
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(1);

    /// <summary>A node that is refused calls again every second: how long it isn't told anew.</summary>
    private static readonly TimeSpan RefusalsToldEvery = TimeSpan.FromMinutes(1);
    private const int MaxRefusalsKnown = 1000;

    private readonly Setup _setup;
    private readonly Dictionary<string, IActorRef> _links = [];
    private readonly Dictionary<string, TimeSpan> _refusalsTold = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly HashSet<string> _unheard = [];
    private readonly List<IActorRef> _awaitingNeighbours = [];
    private long _callers;

    public Gossip(Setup setup)
    {
        _setup = setup;
        Receive<Flood>(flood => TellLinks(flood, flood.From));
        Receive<FloodCovered>(covered => TellLinks(covered, covered.From));
        Receive<CatchUpPart>(part => part.Session.Link.Tell(part));
        Receive<ExchangeAnew>(message => TellLinks(message, null));
        Receive<Called>(OnCalled);
        Receive<Caller.Introduced>(OnIntroduced);
        Receive<Caller.Refused>(refused => TellRefusal(refused.Remote, refused.Remote, refused.Reason));
        Receive<GetLinkStatus>(OnGetLinkStatus);
        Receive<AwaitNeighbours>(_ => OnAwaitNeighbours());
        Receive<PeerLink.Heard>(OnHeard);
    }

    /// <summary>A node called on the link port.</summary>
    /// <param name="Connection">From here on Gossip's.</param>
    public sealed record Called(LinkConnection Connection);

    /// <summary>
    /// Asks to be told <see cref="NeighboursHeard"/> when each neighbour has sent all that this node lacked, or couldn't be
    /// reached: before that, this node may know older locations than clients were told by others.
    /// </summary>
    public sealed record AwaitNeighbours
    {
        public static AwaitNeighbours Instance { get; } = new();
    }

    /// <summary>The answer to <see cref="AwaitNeighbours"/>.</summary>
    public sealed record NeighboursHeard
    {
        public static NeighboursHeard Instance { get; } = new();
    }

    /// <summary>What Gossip and its links work with.</summary>
    /// <param name="Identity">This node.</param>
    /// <param name="Neighbours">The nodes to be linked with.</param>
    /// <param name="Settings">Under <c>herd.link</c>.</param>
    /// <param name="Registry">The <see cref="LocationRegistry"/>.</param>
    /// <param name="Connector">Makes connections.</param>
    /// <param name="MessageLog">Is told of links made and lost.</param>
    /// <param name="Random">Jitter.</param>
    /// <param name="Dispatcher">What links and callers run on.</param>
    public sealed record Setup(
        NodeIdentity Identity,
        IReadOnlyList<Neighbour> Neighbours,
        LinkSettings Settings,
        IActorRef Registry,
        ILinkConnector Connector,
        IMessageLog MessageLog,
        Random Random,
        string Dispatcher = Dispatchers.DefaultDispatcherId);

    public static Props Props(Setup setup) => Akka.Actor.Props.Create(() => new Gossip(setup));

    /// <summary>A crashed link starts over with a new connection; its backoff keeps it from doing so too often.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(fault => fault is ActorInitializationException ? Directive.Stop : Directive.Restart);

    protected override void PreStart()
    {
        _unheard.UnionWith(_setup.Neighbours.Select(neighbour => neighbour.Name));
        foreach (var neighbour in _setup.Neighbours)
            _links[neighbour.Name] = Start(PeerLink.Props(_setup, neighbour), $"link-{neighbour.Name}");
        _setup.Registry.Tell(Subscribe.Instance);
    }

    private IActorRef Start(Props props, string name) => Context.ActorOf(props.WithDispatcher(_setup.Dispatcher), name);

    private void OnCalled(Called called) =>
        Start(Caller.Props(_setup.Identity, called.Connection), $"caller-{++_callers}");

    private void TellLinks(object message, string? except)
    {
        foreach (var (neighbour, link) in _links)
        {
            if (neighbour != except)
                link.Tell(message);
        }
    }

    private void OnGetLinkStatus(GetLinkStatus message) =>
        Task.WhenAll(_links.Values.Select(link => link.Ask<LinkStatus>(message, StatusTimeout)))
            .PipeTo(Sender, Self);

    private void OnAwaitNeighbours()
    {
        if (_unheard.Count == 0)
            Sender.Tell(NeighboursHeard.Instance);
        else
            _awaitingNeighbours.Add(Sender);
    }

    private void OnHeard(PeerLink.Heard heard)
    {
        if (!_unheard.Remove(heard.Neighbour) || _unheard.Count > 0)
            return;
        foreach (var asker in _awaitingNeighbours)
            asker.Tell(NeighboursHeard.Instance);
        _awaitingNeighbours.Clear();
    }

    private void OnIntroduced(Caller.Introduced introduced)
    {
        if (_links.TryGetValue(introduced.Hello.Node, out var link))
        {
            link.Tell(introduced);
            return;
        }

        var reason = $"{_setup.Identity.Name} has no link with it in its herd file (herd.links)";
        TellRefusal(introduced.Connection.Remote, $"{introduced.Hello.Node} at {introduced.Connection.Remote}", reason);
        introduced.Connection.Refuse(reason);
    }

    /// <summary>Warns, of each host and reason once in a while.</summary>
    /// <param name="remote">HOST:PORT that called; the port is another each time.</param>
    private void TellRefusal(string remote, string caller, string reason)
    {
        var host = remote[..Math.Max(0, remote.LastIndexOf(':'))];
        var now = Context.System.Scheduler.MonotonicClock;
        var cause = $"{host} {reason}";
        if (_refusalsTold.TryGetValue(cause, out var told) && now - told < RefusalsToldEvery)
            return;
        if (_refusalsTold.Count == MaxRefusalsKnown)
            _refusalsTold.Clear();
        _refusalsTold[cause] = now;
        _log.Warning("refused a link from {0}: {1}", caller, reason);
    }
}
