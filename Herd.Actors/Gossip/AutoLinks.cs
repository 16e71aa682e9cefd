using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Herd.Actors.Gossip;

/// <summary>The links under <c>links = auto</c>: a function of the members' names alone, so that all nodes agree without asking.</summary>
/// <remarks>
/// The members form a ring by a hash of their names; each is linked with the next two on either side. From six members on the ring
/// stays connected after any three failures, since it takes two gaps of two to cut it. To save hops, about half of the members form
/// a second ring: those whose second hash exceeds that of the next one on the first ring. It is ordered by a third hash; each is
/// linked with the next one on either side. A member has at most 6 links, 5 on average; 1,000 members have at most 10 hops.
/// A member that comes or goes changes at most 6 links on the first ring, and 3 for each of two members on the second ring.
/// </remarks>
public static class AutoLinks
{
    public const int MaxNeighbours = 6;

    /// <summary>In the whole herd, when one member comes or goes.</summary>
    public const int MaxChangedLinks = 12;

    /// <summary>One member's neighbours, sorted by name. Both arguments count as members; duplicates are ignored.</summary>
    public static IReadOnlyList<string> NeighboursOf(string node, IEnumerable<string> members) =>
        [.. LinksOf(members.Append(node)).Select(link => link.OtherThan(node)).OfType<string>().Order(StringComparer.Ordinal)];

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

/// <summary>Two linked nodes, in no particular order.</summary>
public sealed record NeighbourPair(string First, string Second)
{
    /// <summary>Null: <paramref name="node"/> isn't in this pair.</summary>
    public string? OtherThan(string node) => node == First ? Second : node == Second ? First : null;
}
