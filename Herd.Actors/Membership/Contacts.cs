using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <param name="Address">The cluster port, <c>HOST:PORT</c>; empty: unknown.</param>
/// <param name="Met">The last day on which this node met it.</param>
public sealed record Contact(NodeDescription Node, string Address, DateOnly Met);

/// <summary>Places to look for nodes: the herd file's, and those met that didn't leave, weren't removed and were met this month.</summary>
public sealed class Contacts
{
    public const int MaxCount = 1000;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromDays(30);

    private readonly Dictionary<string, Neighbour> _file;
    private readonly Dictionary<string, Contact> _met = [];

    public Contacts(IReadOnlyList<Neighbour> file, IReadOnlyList<Contact> remembered)
    {
        _file = file.ToDictionary(node => node.Name);
        foreach (var contact in remembered)
            _met[contact.Node.Name] = contact;
    }

    public int Count => _file.Keys.Union(_met.Keys).Count();

    public IReadOnlyList<Contact> All => [.. _met.Values.OrderBy(contact => contact.Node.Name, StringComparer.Ordinal)];

    /// <summary>Where to look for nodes: both places for a node of the file that was met elsewhere.</summary>
    public IEnumerable<Neighbour> Neighbours =>
        _file.Values.Union(_met.Values.Select(contact => new Neighbour(contact.Node.Name, contact.Node.Host, contact.Node.LinkPort)));

    public void Meet(NodeDescription node, string address, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var known = _met.GetValueOrDefault(node.Name);
        _met[node.Name] = new Contact(node, address.Length > 0 || known?.Node != node ? address : known.Address, today);
        foreach (var old in _met.Values.Where(contact => contact.Met < today.AddDays(-RememberedFor.Days)).ToList())
            _met.Remove(old.Node.Name);
        if (_met.Count > MaxCount)
            _met.Remove(_met.Values.Where(contact => contact.Node.Name != node.Name).MinBy(contact => contact.Met)!.Node.Name);
    }

    public void Forget(string name) => _met.Remove(name);
}
