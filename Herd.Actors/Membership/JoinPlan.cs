namespace Herd.Actors.Membership;

/// <summary>
/// Decides how a node gets into its herd's cluster, without any I/O. It joins whoever is in. When nobody is, one node has
/// to form the cluster, and only one, for two clusters never become one. That is the first in order of those that answer;
/// the order is the herd file's. Unless all have answered, a node gives each that comes before it time to do it. A node
/// that was a member before needs a majority of those it remembers, too, so that one that restarts on its side of a cut
/// doesn't begin a herd of its own. It serves clients all the while.
/// <para>Whoever has answered this node knows of it, and so doesn't form a cluster if this one comes first. One that this
/// node has only heard may be forming one now: it has to answer first.</para>
/// </summary>
public sealed class JoinPlan
{
    /// <summary>How long the first node waits for others.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How much longer a node waits than the one before it.</summary>
    public static readonly TimeSpan Precedence = TimeSpan.FromSeconds(3);

    /// <summary>How much longer a node waits for one that it heard and that doesn't answer: that may have died since.</summary>
    public static readonly TimeSpan Doubt = TimeSpan.FromSeconds(10);

    private readonly string _self;
    private readonly bool _mayForm;
    private readonly List<string> _order;
    private readonly HashSet<string> _expected;
    private readonly SortedDictionary<string, bool> _heard = new(StringComparer.Ordinal);
    private readonly HashSet<string> _answered = [];

    /// <param name="self">This node's address, <c>HOST:CLUSTER-PORT</c>.</param>
    /// <param name="seeds">Those of the herd file's nodes, in its order.</param>
    /// <param name="remembered">Those of the members when this node ran last; empty: it never did, or doesn't know.</param>
    /// <param name="join">Where whom it was told to join may be; empty: it wasn't.</param>
    public JoinPlan(string self, IReadOnlyCollection<string> seeds, IReadOnlyCollection<string> remembered, IReadOnlyList<string> join)
    {
        _self = self;
        HasMemory = remembered.Any(address => address != self);
        _mayForm = join.Count == 0 || HasMemory;
        // The same order at every node: whoever isn't in the file comes behind those who are.
        _order = [.. seeds.Distinct(), .. remembered.Append(self).Except(seeds).Order(StringComparer.Ordinal)];
        _expected = [.. HasMemory ? remembered : seeds, self];
        Herd = [.. _order.Where(address => address != self)];
        Targets = [.. Herd.Union(join).Where(address => address != self)];
    }

    /// <summary>Where nodes of the herd are, or were.</summary>
    public IReadOnlyList<string> Herd { get; }

    /// <summary>Whom to ask to be let in.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>Whether the node knows who was in the herd when it ran last.</summary>
    public bool HasMemory { get; }

    /// <summary>How many nodes are expected, this one included.</summary>
    public int Expected => _expected.Count;

    /// <summary>How many of them answered, this one included.</summary>
    public int Present => _expected.Count(IsPresent);

    /// <summary>Those expected that haven't answered.</summary>
    public IEnumerable<string> Missing => _order.Where(address => _expected.Contains(address) && !IsPresent(address));

    /// <summary>A node answered this one.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="isMember">Whether it is in a cluster already, or forms one.</param>
    public void HearAnswer(string address, bool isMember)
    {
        _answered.Add(address);
        _heard[address] = isMember;
    }

    /// <summary>A node knocked at this one.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="isMember">Whether it is in a cluster already, or forms one.</param>
    public void HearKnock(string address, bool isMember) => _heard[address] = isMember;

    /// <summary>Everybody has to answer anew, and has the time for it anew.</summary>
    public void Forget()
    {
        _heard.Clear();
        _answered.Clear();
    }

    /// <summary>A node that spoke is silent now: it isn't left to that one any more.</summary>
    public void Lose(string address)
    {
        _heard.Remove(address);
        _answered.Remove(address);
    }

    /// <summary>A node won't come back: nobody waits for it.</summary>
    public void Exclude(string address)
    {
        _order.Remove(address);
        _expected.Remove(address);
    }

    /// <param name="waited">While it was awake, since the node began to ask, or <see cref="Forget"/>.</param>
    /// <returns>Whose cluster to join, the node's own address to form one; null: wait.</returns>
    public string? Decide(TimeSpan waited)
    {
        foreach (var (address, isMember) in _heard)
        {
            if (isMember)
                return address;
        }

        return _mayForm && _order.First(IsPresent) == _self && IsEnough(waited) ? _self : null;
    }

    private bool IsEnough(TimeSpan waited)
    {
        var limit = Patience + (_order.IndexOf(_self) * Precedence);
        var isSure = _order.TrueForAll(address => !_heard.ContainsKey(address) || _answered.Contains(address));
        return (isSure && _order.TrueForAll(IsPresent))
            || ((!HasMemory || Present * 2 > Expected) && waited >= (isSure ? limit : limit + Doubt));
    }

    private bool IsPresent(string address) => address == _self || _heard.ContainsKey(address);
}
