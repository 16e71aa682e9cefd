using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Gossip;

/// <summary>
/// Who is linked with whom under <c>links = auto</c>: a function of the members' names alone, so that all nodes agree without
/// asking.
/// </summary>
/// <remarks>
/// <para>
/// The members stand on a ring in the order of a hash of their names, each linked with the next two on either side. From six
/// members on, it stays connected after any three failures: only two gaps of two neighbours cut it.
/// </para>
/// <para>
/// A ring alone has many hops. So about half of the members stand on a second ring too: those whose second hash is higher than
/// that of the next on the first ring. There they are ordered by a third hash and linked with the next one on either side. Each
/// member has 6 links at most, 5 in the mean; among 1,000 members there are 10 hops at most.
/// </para>
/// <para>
/// A member that comes or goes changes at most <see cref="MaxChangedLinks"/> links: 6 on the first ring, and 3 for each of the
/// two members that it may move on or off the second ring.
/// </para>
/// </remarks>
public static class Topology
{
    /// <summary>No member has more links.</summary>
    public const int MaxNeighbours = 6;

    /// <summary>Links that are made or ended in the whole herd, at most, when one member comes or goes.</summary>
    public const int MaxChangedLinks = 12;

    /// <summary>The neighbours of one member, in the order of their names.</summary>
    /// <param name="node">Counts as a member.</param>
    /// <param name="members">In any order; doubles count once.</param>
    public static IReadOnlyList<string> NeighboursOf(string node, IEnumerable<string> members) =>
        [.. LinksOf(members.Append(node)).Select(link => link.OtherThan(node)).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>All links, each once.</summary>
    /// <param name="members">In any order; doubles count once.</param>
    public static IReadOnlyCollection<NeighbourPair> LinksOf(IEnumerable<string> members)
    {
        Place[] ring = [.. members.Distinct().Select(Place.Of).OrderBy(place => place.First).ThenBy(place => place.Name, StringComparer.Ordinal)];
        Place[] secondRing = [.. ring.Where((place, at) => place.Second > ring[(at + 1) % ring.Length].Second)
            .OrderBy(place => place.Third).ThenBy(place => place.Name, StringComparer.Ordinal)];
        var links = new HashSet<NeighbourPair>();
        Link(ring, 1);
        Link(ring, 2);
        Link(secondRing, 1);
        return links;

        void Link(Place[] places, int distance)
        {
            for (var at = 0; at < places.Length; at++)
            {
                var (one, other) = (places[at].Name, places[(at + distance) % places.Length].Name);
                if (one != other)
                    links.Add(string.CompareOrdinal(one, other) < 0 ? new NeighbourPair(one, other) : new NeighbourPair(other, one));
            }
        }
    }

    /// <summary>Where a member stands on the rings.</summary>
    private sealed record Place(string Name, ulong First, ulong Second, ulong Third)
    {
        public static Place Of(string name)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
            return new Place(
                name,
                BinaryPrimitives.ReadUInt64BigEndian(hash),
                BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
                BinaryPrimitives.ReadUInt64BigEndian(hash[16..]));
        }
    }
}

/// <summary>Two nodes with a link between them; which is named first means nothing.</summary>
public sealed record NeighbourPair(string First, string Second)
{
    /// <summary>The neighbour of <paramref name="node"/> in this pair; null if that isn't in it.</summary>
    public string? OtherThan(string node) => node == First ? Second : node == Second ? First : null;
}
