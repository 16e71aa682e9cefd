using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>When a node visits others that it has no link with, and what a visit tells of its name, without any I/O.</summary>
/// <param name="self">This node.</param>
public sealed class VisitPlan(NodeIdentity self)
{
    public const int MaxAtOnce = 4;

    /// <summary>How often a node that is no member visits another.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>How often a member does: it looks for nodes that aren't in its cluster.</summary>
    public static readonly TimeSpan MemberEvery = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Neighbour, TimeSpan> _due = [];
    private readonly HashSet<Neighbour> _running = [];

    /// <summary>What a visit where another node of this one's name is said to be tells of that one.</summary>
    public enum Namesake
    {
        /// <summary>It lives, and was started before this one, which has to go.</summary>
        Earlier,

        /// <summary>It lives, and was started after this one.</summary>
        Later,

        /// <summary>Nobody of that name is there any more.</summary>
        Gone,

        /// <summary>Silence proves nothing: it may be alive on the other side of a cut.</summary>
        Unknown,
    }

    /// <summary>Those first whose turn it is longest: silent ones take long, and shall not keep others from being visited.</summary>
    public IEnumerable<Neighbour> InTurn(IEnumerable<Neighbour> hosts) => hosts.OrderBy(host => _due.GetValueOrDefault(host, TimeSpan.MinValue));

    /// <summary>Whether to visit now; then it counts as begun.</summary>
    /// <param name="host">Whom.</param>
    /// <param name="interval">How long after the last visit there.</param>
    /// <param name="now">By a clock that never goes back.</param>
    public bool Begin(Neighbour host, TimeSpan interval, TimeSpan now)
    {
        if (_running.Count >= MaxAtOnce || (_due.TryGetValue(host, out var due) && now < due) || !_running.Add(host))
            return false;
        // Those that nobody asks for any more.
        if (_due.Count > Contacts.MaxCount * 2)
            _due.Clear();
        _due[host] = now + interval;
        return true;
    }

    /// <summary>A visit is over.</summary>
    public void End(Neighbour host) => _running.Remove(host);

    public Namesake Judge(Visit.Result result) => result switch
    {
        { IsNamesake: true, Presence: { } presence } => presence.Epoch < self.Epoch ? Namesake.Earlier : Namesake.Later,
        { IsAbsent: true } or { Presence: not null } => Namesake.Gone,
        _ => Namesake.Unknown,
    };
}
