using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>Schedules visits to nodes without a link, and judges what they say about this node's name. Without I/O.</summary>
public sealed class VisitPlan(NodeIdentity self)
{
    public const int MaxAtOnce = 4;

    /// <summary>Between visits of a node that is no member.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Between visits of a member, which looks for nodes outside its cluster.</summary>
    public static readonly TimeSpan MemberEvery = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Neighbour, TimeSpan> _due = [];
    private readonly HashSet<Neighbour> _running = [];

    public enum Namesake
    {
        /// <summary>Another node of this name is alive and was started earlier, so this one has to stop.</summary>
        Earlier,

        Later,

        Gone,

        /// <summary>No answer, which proves nothing: the other node may be alive behind a network cut.</summary>
        Unknown,
    }

    /// <summary>Longest due first, so that silent nodes, which take long, don't keep others from being visited.</summary>
    public IEnumerable<Neighbour> InTurn(IEnumerable<Neighbour> hosts) => hosts.OrderBy(host => _due.GetValueOrDefault(host, TimeSpan.MinValue));

    /// <summary>Whether to visit now; then the visit counts as begun.</summary>
    /// <param name="now">Monotonic.</param>
    public bool Begin(Neighbour host, TimeSpan interval, TimeSpan now)
    {
        if (_running.Count >= MaxAtOnce || (_due.TryGetValue(host, out var due) && now < due) || !_running.Add(host))
            return false;
        // Most are of hosts that aren't contacts any more.
        if (_due.Count > Contacts.MaxCount * 2)
            _due.Clear();
        _due[host] = now + interval;
        return true;
    }

    public void End(Neighbour host) => _running.Remove(host);

    public Namesake Judge(Visit.Result result) => result switch
    {
        { IsNamesake: true, Presence: { } presence } => presence.Epoch < self.Epoch ? Namesake.Earlier : Namesake.Later,
        { IsAbsent: true } or { Presence: not null } => Namesake.Gone,
        _ => Namesake.Unknown,
    };
}
