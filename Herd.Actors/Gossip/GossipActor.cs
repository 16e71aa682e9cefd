using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Herd.Actors.Clients;
using Herd.Actors.Locations;
using Herd.Actors.Telemetry;

namespace Herd.Actors.Gossip;

/// <summary>Floods updates, and supervises a <see cref="PeerLink"/> for each neighbour and each guest, a caller that is none.</summary>
public sealed class GossipActor : ReceiveActor
{
    /// <summary>Nodes learn of a new member some seconds apart, so a few guests are normal; more than this are a mistake.</summary>
    public const int MaxGuests = 64;

    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(1);

    private readonly Setup _setup;
    private readonly State _state;
    private readonly Dictionary<string, Link> _links = [];
    private readonly Dictionary<IActorRef, string> _stopping = [];
    private readonly Refusals _refusals = new();
    private readonly Coverages _coverages = new();
    private readonly UnprovenCallers _unproven = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly List<IActorRef> _awaitingNeighbours = [];
    private long _starts;

    public GossipActor(Setup setup, State state)
    {
        _setup = setup;
        _state = state;
        Receive<Flood>(flood => TellLinks(flood, flood.From));
        Receive<FloodCovered>(covered => TellLinks(covered, covered.From));
        Receive<CatchUpPart>(part => part.Session.Link.Tell(part));
        Receive<ExchangeAnew>(message => TellLinks(message, null));
        Receive<SetNeighbours>(message => OnSetNeighbours(message.Neighbours));
        Receive<Called>(OnCalled);
        Receive<Caller.Proven>(OnProven);
        Receive<CallerEnded>(ended => _unproven.Remove(ended.Address));
        Receive<LinkRefused>(OnRefused);
        Receive<GetLinkStatus>(OnGetLinkStatus);
        Receive<AwaitNeighbours>(_ => OnAwaitNeighbours());
        Receive<PeerLink.Heard>(OnHeard);
        Receive<PeerLink.Made>(OnMade);
        Receive<PeerLink.Covers>(covers => OnCoverage(covers.Coverage, covers.Neighbour));
        Receive<ShowCoverage>(show => OnCoverage(new Coverage(_setup.Identity.Name, _setup.Identity.Epoch, (ulong)++_state.Coverages, show.Vector), null));
        Receive<PeerLink.Ended>(OnEnded);
        Receive<Terminated>(terminated => _stopping.Remove(terminated.ActorRef));
        Receive<ShowPresence>(OnShowPresence);
        Receive<PeerLink.Shown>(shown => TellMembership(new PeerShown(shown.Presence, IsLinked: true)));
        Receive<PeerLink.Gone>(TellMembership);
        Receive<VisitedBy.Shown>(shown => TellMembership(new PeerShown(shown.Presence, IsLinked: false)));
        Receive<NameTaken>(TellMembership);
    }

    /// <summary>Shown on all connections. Subscribes the sender to PeerShown, PeerLink.Gone and NameTaken.</summary>
    public sealed record ShowPresence(Presence Presence);

    public sealed record PeerShown(Presence Presence, bool IsLinked);

    /// <summary>Another live node has this node's name.</summary>
    /// <param name="IsEarlier">It was started before this node, so this node has to stop.</param>
    public sealed record NameTaken(string Who, bool IsEarlier);

    /// <summary>All neighbours. Links with other nodes end, unless the other node made the connection.</summary>
    public sealed record SetNeighbours(IReadOnlyList<Neighbour> Neighbours);

    /// <summary>A node connected to the link port. This actor owns the connection from now on.</summary>
    public sealed record Called(LinkConnection Connection);

    /// <summary>
    /// Answered with <see cref="NeighboursHeard"/> once each neighbour has sent all that this node lacked, or couldn't be reached.
    /// Until then this node may know older locations than clients got from other nodes.
    /// </summary>
    public sealed record AwaitNeighbours
    {
        public static AwaitNeighbours Instance { get; } = new();
    }

    public sealed record NeighboursHeard
    {
        public static NeighboursHeard Instance { get; } = new();
    }

    /// <param name="Clock">Limits how far ahead an update's time may be.</param>
    public sealed record Setup(
        NodeIdentity Identity,
        IReadOnlyList<Neighbour> Neighbours,
        LinkSettings Settings,
        IActorRef Registry,
        ILinkConnector Connector,
        IMessageLog MessageLog,
        Random Random,
        TimeProvider Clock,
        string Dispatcher = Dispatchers.DefaultDispatcherId,
        NodeTelemetry? Telemetry = null);

    public static Props Props(Setup setup)
    {
        var state = new State { Neighbours = setup.Neighbours };
        return Akka.Actor.Props.Create(() => new GossipActor(setup, state));
    }

    /// <summary>A crashed link restarts with a new connection; its backoff limits how often.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(fault => fault is ActorInitializationException ? Directive.Stop : Directive.Restart);

    protected override void PreStart()
    {
        foreach (var neighbour in _state.Neighbours)
            StartLink(neighbour.Name, PeerLink.Props(_setup, neighbour), isNeighbour: true);
        _setup.Registry.Tell(Subscribe.Instance);
    }

    private IActorRef Start(Props props, string name) => Context.ActorOf(props.WithDispatcher(_setup.Dispatcher), name);

    private Link StartLink(string neighbour, Props props, bool isNeighbour)
    {
        // An earlier link with this node may still be stopping and use the name.
        var name = $"link-{neighbour}";
        var actor = Start(props, _stopping.ContainsValue(neighbour) ? $"{name}+{++_starts}" : name);
        if (_state.Presence is { } presence)
            actor.Tell(new PeerLink.Show(presence));
        return _links[neighbour] = new Link(actor) { IsNeighbour = isNeighbour };
    }

    private void OnSetNeighbours(IReadOnlyList<Neighbour> neighbours)
    {
        var byName = neighbours.Where(neighbour => neighbour.Name != _setup.Identity.Name).DistinctBy(neighbour => neighbour.Name).ToList();
        _state.Neighbours = byName;
        foreach (var neighbour in byName)
        {
            if (!_links.TryGetValue(neighbour.Name, out var link))
            {
                StartLink(neighbour.Name, PeerLink.Props(_setup, neighbour), isNeighbour: true);
                continue;
            }

            link.IsNeighbour = true;
            link.Actor.Tell(new PeerLink.BeNeighbour(neighbour));
        }

        foreach (var (name, link) in _links.Where(link => link.Value.IsNeighbour).ExceptBy(byName.Select(neighbour => neighbour.Name), link => link.Key))
        {
            link.IsNeighbour = false;
            link.Actor.Tell(PeerLink.BeGuest.Instance);
        }

        TellIfNeighboursHeard();
    }

    private void OnCalled(Called called)
    {
        var address = called.Connection.Address;
        if (_unproven.TryAdd(address) is { } reason)
        {
            OnRefused(new LinkRefused($"{address}", $"{address}", reason));
            called.Connection.Close();
            return;
        }

        // It stops when proved, too.
        var caller = Start(Caller.Props(_setup.Identity, _setup.Settings.Secret, called.Connection), $"caller-{++_starts}");
        Context.WatchWith(caller, new CallerEnded(address));
    }

    private void OnShowPresence(ShowPresence show)
    {
        (_state.Presence, _state.Membership) = (show.Presence, Sender);
        TellLinks(new PeerLink.Show(show.Presence), null);
    }

    private void TellMembership(object message) => _state.Membership.Tell(message);

    private void OnProven(Caller.Proven proven)
    {
        var (node, epoch) = (proven.Handshake.Other!.Node, proven.Handshake.Other.Epoch);
        var who = $"{node} at {proven.Connection.Remote}";
        if (proven.Handshake.IsNamesake)
            TellMembership(new NameTaken(who, IsEarlier: epoch < _setup.Identity.Epoch));
        switch (proven.Handshake.Other.Purpose)
        {
            case HelloPurpose.Visit when _state.Presence is { } presence:
                Start(VisitedBy.Props(proven, presence), $"visited-by-{++_starts}");
                return;
            case HelloPurpose.Visit:
                // Membership hasn't started yet. A refusal would end a node that was told to join here; after a close it calls again.
                proven.Connection.Close();
                return;
            case HelloPurpose.Link when node == _setup.Identity.Name:
                proven.Connection.Refuse(
                    proven.Handshake.IsNamesake ? $"two nodes call themselves {node}" : "it is this node itself",
                    epoch > _setup.Identity.Epoch ? RefusalKind.NameTaken : RefusalKind.Other);
                return;
            case not HelloPurpose.Link:
                proven.Connection.Refuse("a link port takes links and visits only");
                return;
        }

        if (!_links.TryGetValue(node, out var link))
        {
            if (_links.Values.Count(other => !other.IsNeighbour) >= MaxGuests)
            {
                var reason = $"{_setup.Identity.Name} has {MaxGuests} links already with nodes that aren't its neighbours";
                OnRefused(new LinkRefused(node, who, reason));
                proven.Connection.Refuse(reason);
                return;
            }

            link = StartLink(node, PeerLink.PropsOfGuest(_setup, node), isNeighbour: false);
        }

        link.Actor.Tell(proven);
    }

    private void OnMade(PeerLink.Made made)
    {
        _refusals.Forget(made.Neighbour);
        foreach (var coverage in _coverages.All)
            Sender.Tell(new PeerLink.Covers(made.Neighbour, coverage));
    }

    private void OnCoverage(Coverage coverage, string? from)
    {
        // Only members' coverages count.
        var members = _state.Presence?.Members.Select(member => (member.Node.Name, member.Epoch)).ToList() ?? [];
        if (members.All(member => member.Name != coverage.Node) || !_coverages.Take(coverage))
            return;
        _coverages.KeepOnly([.. members.Select(member => member.Name)]);
        TellLinks(new PeerLink.Covers(coverage.Node, coverage), from);
        _setup.Registry.Tell(new CoveredByAll(_coverages.CoveredByAll(members)));
    }

    private void OnEnded(PeerLink.Ended ended)
    {
        if (!_links.TryGetValue(ended.Neighbour, out var link) || link.IsNeighbour || !link.Actor.Equals(Sender))
            return;
        _links.Remove(ended.Neighbour);
        _stopping[link.Actor] = ended.Neighbour;
        Context.Watch(link.Actor);
        // Not Context.Stop, which would lose a connection that is in the mailbox without closing it.
        link.Actor.Tell(PoisonPill.Instance);
    }

    private void TellLinks(object message, string? except)
    {
        foreach (var (neighbour, link) in _links)
        {
            if (neighbour != except)
                link.Actor.Tell(message);
        }
    }

    private void OnGetLinkStatus(GetLinkStatus message) =>
        StatusesAsync(_links.Values.Select(link => link.Actor.Ask<LinkStatus>(message, StatusTimeout)).ToList()).PipeTo(Sender, Self);

    /// <summary>Skips links that don't answer: one may end meanwhile.</summary>
    private static async Task<LinkStatus[]> StatusesAsync(List<Task<LinkStatus>> answers)
    {
        await ((Task)Task.WhenAll(answers)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return [.. answers.Where(answer => answer.IsCompletedSuccessfully).Select(answer => answer.Result)];
    }

    private void OnAwaitNeighbours()
    {
        _awaitingNeighbours.Add(Sender);
        TellIfNeighboursHeard();
    }

    private void OnHeard(PeerLink.Heard heard)
    {
        if (_links.TryGetValue(heard.Neighbour, out var link) && link.Actor.Equals(Sender))
            link.IsHeard = true;
        TellIfNeighboursHeard();
    }

    private void TellIfNeighboursHeard()
    {
        if (_awaitingNeighbours.Count == 0 || _links.Values.Any(link => link is { IsNeighbour: true, IsHeard: false }))
            return;
        foreach (var asker in _awaitingNeighbours)
            asker.Tell(NeighboursHeard.Instance);
        _awaitingNeighbours.Clear();
    }

    private void OnRefused(LinkRefused refusal)
    {
        if (!_refusals.IsNew(refusal, Context.System.Scheduler.MonotonicClock))
            return;
        var text = $"no link with {refusal.Who}: {refusal.Reason}";
        _log.Warning("{0}", text);
        _setup.MessageLog.Note(text);
    }

    /// <summary>State that survives restarts of the actor.</summary>
    public sealed class State
    {
        public required IReadOnlyList<Neighbour> Neighbours { get; set; }

        public long Coverages { get; set; }

        public Presence? Presence { get; set; }

        public IActorRef Membership { get; set; } = ActorRefs.Nobody;
    }

    private sealed record CallerEnded(ClientAddress Address);

    private sealed class Link(IActorRef actor)
    {
        public IActorRef Actor { get; } = actor;

        public bool IsNeighbour { get; set; }

        public bool IsHeard { get; set; }
    }
}
