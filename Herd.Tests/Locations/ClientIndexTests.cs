using Herd.Actors.Locations;
using Xunit;

namespace Herd.Tests.Locations;

public class ClientIndexTests
{
    private readonly ClientIndex _index = new();

    [Fact]
    public void Nobody_is_in_an_empty_index() => Assert.Empty(EntriesOf(0));

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(100_000)]
    public void However_many_it_holds_each_is_found_and_nobody_else(int count)
    {
        var random = new Random(count);
        var hashes = new HashSet<uint>();
        while (hashes.Count < 2 * count)
            hashes.Add((uint)random.NextInt64(1L << 32));
        var added = hashes.Take(count).ToArray();

        for (var entry = 0; entry < count; entry++)
            _index.Add(added[entry], entry);

        for (var entry = 0; entry < count; entry++)
            Assert.Equal([entry], EntriesOf(added[entry]));
        foreach (var hash in hashes.Skip(count))
            Assert.Empty(EntriesOf(hash));
    }

    [Fact]
    public void All_entries_with_the_same_hash_are_found_after_it_has_grown_too()
    {
        const int Count = 200;
        for (var entry = 0; entry < Count; entry++)
            _index.Add(hash: entry % 2 == 0 ? 7u : 8u, entry);

        Assert.Equal(Enumerable.Range(0, Count).Where(entry => entry % 2 == 0), EntriesOf(7).Order());
        Assert.Equal(Enumerable.Range(0, Count).Where(entry => entry % 2 == 1), EntriesOf(8).Order());
        Assert.Empty(EntriesOf(9));
    }

    [Fact]
    public void Behind_the_last_slot_comes_the_first()
    {
        // They occupy the last of sixteen slots and wrap around.
        var hashes = HashesAt(15).Take(6).ToArray();
        for (var entry = 0; entry < hashes.Length; entry++)
            _index.Add(hashes[entry], entry);
        var first = HashesAt(0).First();
        Assert.Empty(EntriesOf(first));
        _index.Add(first, 6);

        for (var entry = 0; entry < hashes.Length; entry++)
            Assert.Equal([entry], EntriesOf(hashes[entry]));
        Assert.Equal([6], EntriesOf(first));
        Assert.Empty(EntriesOf(HashesAt(15).ElementAt(6)));
    }

    private IEnumerable<uint> HashesAt(int position)
    {
        for (var hash = 0u; ; hash++)
        {
            if (_index.First(hash) == position)
                yield return hash;
        }
    }

    private List<int> EntriesOf(uint hash)
    {
        var entries = new List<int>();
        var position = _index.First(hash);
        for (var entry = _index.Next(hash, ref position); entry >= 0; entry = _index.Next(hash, ref position))
            entries.Add(entry);
        return entries;
    }
}
