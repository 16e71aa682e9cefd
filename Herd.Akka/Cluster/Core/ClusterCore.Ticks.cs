namespace Akka.Cluster;

internal sealed partial class ClusterCore
{
    /// <summary>A downed node waits for so many ticks until the others that are there have heard of it.</summary>
    private const int TicksBeforeDownedShutsDown = 4;

    /// <summary>How long a removed incarnation is kept out by its tombstone.</summary>
    private static readonly long TombstonesLive = (long)TimeSpan.FromHours(24).TotalMilliseconds;

    private bool _hasExited;
    private bool _downedTold;
    private int _ticksDowned;
    private long? _noConvergenceSince;

    /// <summary>Does what is the leader's, if this node leads; shuts down a downed node.</summary>
    public void LeaderTick()
    {
        if (State.SelfMember is not { } self)
            return;
        if (self.Status == MemberStatus.Down)
        {
            DownedTick();
            return;
        }
        if (!State.IsLeader(Self))
        {
            _noConvergenceSince = null;
            return;
        }

        if (State.Converges)
        {
            _noConvergenceSince = null;
            Become(LeaderActions.OnConvergence(State, EnoughMembers(), _environment.Now).PruneTombstones(Self, _environment.Now - TombstonesLive));
            return;
        }
        _noConvergenceSince ??= _environment.Ticks;
        if (_settings.AllowWeaklyUpMembers && _environment.Ticks - _noConvergenceSince >= _settings.WeaklyUpAfter.TotalMilliseconds)
            Become(LeaderActions.ToWeaklyUp(State, EnoughMembers()));
    }

    /// <summary>Asks the failure detector for whom this node can't reach, or can again.</summary>
    public void ReaperTick()
    {
        if (!IsMember)
            return;
        var reachability = Gossip.Reachability;
        var lost = Gossip.Members
            .Where(member => member.UniqueAddress != Self
                && reachability.IsReachable(Self, member.UniqueAddress)
                && !_environment.IsAvailable(member.Address))
            .ToList();
        var back = reachability.UnreachableFrom(Self).Where(node => _environment.IsAvailable(node.Address)).ToList();
        foreach (var member in lost)
            reachability = reachability.Unreachable(Self, member.UniqueAddress);
        foreach (var node in back)
            reachability = reachability.Reachable(Self, node);
        if (ReferenceEquals(reachability, Gossip.Reachability))
            return;

        var came = back.FindAll(node => reachability.IsReachable(Self, node));
        Become(Gossip.Change(Self, reachability: reachability));
        if (lost.Count > 0)
            _environment.Tell($"Marking node(s) as UNREACHABLE [{string.Join(", ", lost)}]", warning: true);
        if (came.Count > 0)
            _environment.Tell($"Marking node(s) as REACHABLE [{string.Join(", ", came.Select(node => node.Address))}]");
    }

    /// <summary>Before it goes, a downed node lets the others that were downed with it know.</summary>
    private void DownedTick()
    {
        var spread = Gossip.Members
            .Where(member => member.Status == MemberStatus.Down && member.UniqueAddress != Self)
            .All(member => Gossip.IsSeenBy(member.UniqueAddress) || !State.Reachability.IsReachable(member.UniqueAddress));
        if (_downedTold || (!spread && ++_ticksDowned < TicksBeforeDownedShutsDown))
            return;
        _downedTold = true;
        _environment.Tell("Node has been marked as DOWN. Shutting down myself", warning: true);
        GossipToRandom(GossipsBeforeShutdown);
        _environment.Downed();
    }

    private bool EnoughMembers() =>
        Gossip.Members.Count >= _settings.MinNrOfMembers
        && _settings.MinNrOfMembersOfRole.All(role => Gossip.Members.Count(member => member.HasRole(role.Key)) >= role.Value);
}
