namespace Akka.Cluster;

internal sealed partial class ClusterCore
{
    private const int GossipsBeforeShutdown = 5;

    /// <summary>Every how many gossips goes to a node that only others can't reach.</summary>
    private const int DoubtfulEvery = 5;

    public void On(GossipEnvelope envelope)
    {
        if (!Accepts(envelope))
            return;
        var local = Gossip;
        var remote = envelope.Gossip;
        var order = remote.Version.CompareTo(local.Version);
        var winner = order switch
        {
            VectorClock.Ordering.Same => local.MergeSeen(remote),
            VectorClock.Ordering.Before => local,
            VectorClock.Ordering.After => remote,
            _ => remote.Merge(local),
        };

        // Whoever merges has made a new version only as far as the two are concerned: the same two merge to the same anywhere.
        if (!_exiting)
            winner = winner.MarkSeen(Self);
        foreach (var joined in winner.Members)
        {
            if (joined.Status == MemberStatus.Joining && !local.Has(joined.UniqueAddress))
                _environment.Forget(joined.Address);
        }
        if (order != VectorClock.Ordering.Before)
            Become(winner);

        // Two sides of a cut may each have taken in an incarnation of this node, and only one is there: this.
        Succeed(Self);
        if (order == VectorClock.Ordering.Concurrent || !remote.IsSeenBy(Self))
            SendGossip(envelope.From);
    }

    public void On(GossipStatus status)
    {
        if (!IsMember || Gossip.Tombstones.ContainsKey(status.From) || !Gossip.Reachability.IsReachable(Self, status.From))
            return;

        // One who joined through a node that was gone before it could tell: it must tell of itself.
        if (!Gossip.Has(status.From))
        {
            SendStatus(status.From);
            return;
        }
        switch (status.Version.CompareTo(Gossip.Version))
        {
            case VectorClock.Ordering.Same:
                break;
            case VectorClock.Ordering.After:
                SendStatus(status.From);
                break;
            default:
                SendGossip(status.From);
                break;
        }
    }

    /// <summary>Tells someone, rather one who hasn't this version than one who has.</summary>
    public void GossipTick()
    {
        if (!IsMember || Gossip.Members.Count < 2)
            return;
        var targets = Gossip.Members.Select(member => member.UniqueAddress).Where(State.IsGossipTarget).ToList();

        // Someone else can't reach these, but may be gone itself: without a try now and then nobody would tell them anything.
        var doubtful = Gossip.Members.Select(member => member.UniqueAddress).Where(State.IsDoubtfulGossipTarget).ToList();
        if (doubtful.Count > 0 && (targets.Count == 0 || _environment.Random.Next(DoubtfulEvery) == 0))
            targets = doubtful;
        if (targets.Count == 0)
            return;
        var behind = targets.FindAll(node => !Gossip.IsSeenBy(node));
        if (behind.Count > 0 && _environment.Random.NextDouble() < DifferentViewProbability(Gossip.Members.Count))
            targets = behind;
        GossipTo(targets[_environment.Random.Next(targets.Count)]);
    }

    /// <summary>True while fewer than half of the members have this version: then it is told more often.</summary>
    public bool GossipIsUrgent => IsMember && Gossip.Seen.Count < Gossip.Members.Count / 2;

    private bool Accepts(GossipEnvelope envelope)
    {
        var reason = envelope switch
        {
            _ when envelope.To != Self => "it is for another incarnation",
            _ when !IsMember => "this node isn't in a cluster",
            _ when !envelope.Gossip.Has(Self) => "this node isn't in it",
            _ when Gossip.Tombstones.ContainsKey(envelope.From) => "the sender was removed",
            _ when !Gossip.Reachability.IsReachable(Self, envelope.From) => "the sender is unreachable",
            _ => null,
        };
        if (reason is not null && _settings.VerboseGossipReceivedLogging)
            _environment.Tell($"Ignoring gossip from [{envelope.From.Address}]: {reason}");
        return reason is null;
    }

    private void GossipTo(UniqueAddress node)
    {
        if (Gossip.IsSeenBy(node))
            SendStatus(node);
        else
            SendGossip(node);
    }

    private void GossipToRandom(int nodes)
    {
        var targets = Gossip.Members.Select(member => member.UniqueAddress).Where(State.IsGossipTarget).ToArray();
        _environment.Random.Shuffle(targets);
        foreach (var node in targets.Take(nodes))
            GossipTo(node);
    }

    private void SendGossip(UniqueAddress node) => _environment.Send(node.Address, new GossipEnvelope(Self, node, Gossip));

    private void SendStatus(UniqueAddress node) => _environment.Send(node.Address, new GossipStatus(Self, Gossip.Version));

    /// <summary>In large clusters less, down to a tenth: else all would tell the same few that are behind.</summary>
    private double DifferentViewProbability(int members)
    {
        var full = _settings.GossipDifferentViewProbability;
        var low = _settings.ReduceGossipDifferentViewProbability;
        var part = Math.Clamp((members - low) / (2.0 * low), 0, 1);
        return full - (part * full * 0.9);
    }
}
