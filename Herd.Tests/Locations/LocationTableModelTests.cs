using System.Buffers;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations;

public class LocationTableModelTests
{
    private const int Clients = 50_000;

    private readonly Dictionary<string, byte[]> _model = [];
    private readonly Dictionary<(string, ulong), ulong> _sequences = [];
    private readonly List<byte[]> _all = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whatever_comes_in_whatever_order_each_clients_newest_is_found_and_read_once(int seed)
    {
        var random = new Random(seed);
        var table = new LocationTable("Goloman", 100);
        using var reading = new Reading(table, VersionVector.Empty);
        var past = new Reading(table, VersionVector.Empty);
        for (var step = 0; step < 4 * Clients; step++)
        {
            var frame = NextFrame(random, epoch: 7);
            if (Text(new UpdateFrame(frame).Origin) == "Goloman")
                Report(table, frame);
            else
                Learn(table, frame);
            if (random.Next(1000) == 0)
                reading.ReadOn(random.Next(1, 200_000));
            if (random.Next(5000) == 0)
            {
                past.Dispose();
                past = new Reading(table, table.Vector);
            }
        }

        AssertSame(table);
        reading.ReadOn(int.MaxValue);
        reading.AssertHasAll(_model.Values);
        past.ReadOn(int.MaxValue);
        past.Dispose();
        using var afresh = new Reading(table, VersionVector.Empty);
        afresh.ReadOn(int.MaxValue);
        Assert.Equal(_model.Count, afresh.Count);
        afresh.AssertHasAll(_model.Values);
    }

    [Fact]
    public void Tables_that_got_the_same_in_different_orders_have_the_same_digest()
    {
        var random = new Random(3);
        for (var step = 0; step < 2 * Clients; step++)
            Note(NextFrame(random, epoch: 7, ownToo: false));
        var shuffled = _all.ToArray();
        random.Shuffle(shuffled);

        var (one, other, restored) = (new LocationTable("Goloman", 100), new LocationTable("Wilkes", 9), new LocationTable("Welsh", 5));
        foreach (var frame in _all)
            one.Learn(frame);
        foreach (var frame in shuffled)
            other.Learn(frame);
        random.Shuffle(shuffled);
        foreach (var frame in shuffled)
            restored.Restore(frame);
        restored.CompleteRestore(one.Vector);

        foreach (var table in new[] { one, other, restored })
        {
            AssertSame(table);
            Assert.Equal(one.Digest, table.Digest);
            using var reading = new Reading(table, VersionVector.Empty);
            reading.ReadOn(int.MaxValue);
            Assert.Equal(_model.Count, reading.Count);
        }

        var newest = NextFrame(random, epoch: 7, ownToo: false, time: 1_000_000);
        one.Learn(newest);
        Assert.NotEqual(one.Digest, other.Digest);
        other.Learn(newest);
        Assert.Equal(one.Digest, other.Digest);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void What_comes_in_late_is_read_in_its_order_whenever_it_is_read(int seed)
    {
        const int Updates = 20_000;
        var random = new Random(seed);
        var table = new LocationTable("Goloman", 100);
        var late = Enumerable.Range(0, Updates).Select(time => Frame($"client-{random.Next(Updates / 2)}", time, "Hands", epoch: 7)).ToArray();
        random.Shuffle(late);

        for (var at = 0; at < late.Length; at++)
        {
            table.Learn(late[at]);
            if (random.Next(1000) != 0 && at < late.Length - 1)
                continue;
            var newest = late[..(at + 1)].GroupBy(
                frame => Text(new UpdateFrame(frame).Client), (_, frames) => frames.MaxBy(frame => new UpdateFrame(frame).Sequence)!);
            var from = (ulong)random.Next(Updates);
            using var reading = new Reading(table, VersionVector.From([("Hands", 7, from)]));
            reading.ReadOn(int.MaxValue);
            var wanted = newest.Where(frame => new UpdateFrame(frame).Sequence > from).ToList();
            Assert.Equal(wanted.Count, reading.Count);
            reading.AssertHasAll(wanted);
        }
    }

    /// <summary>Each epoch of Hands moves all clients, so nothing is left of the previous one.</summary>
    [Fact]
    public void Past_epochs_are_dropped_and_those_that_take_their_place_are_not_taken_for_them()
    {
        const int Few = 3000;
        var random = new Random(4);
        var table = new LocationTable("Goloman", 100);
        using var reading = new Reading(table, VersionVector.Empty);
        for (var epoch = 1UL; epoch < 12; epoch++)
        {
            for (var client = 0; client < Few; client++)
                Learn(table, Frame($"client-{client}", 1000 * (long)epoch + random.Next(1000), "Hands", epoch));
            for (var client = 0; client < Few; client += 3)
                Learn(table, Frame($"client-{client}", 500_000 + 1000 * (long)epoch, "Welsh", epoch));
            // Welsh is ahead for a third of the clients, until Hands overtakes it.
            for (var client = 0; client < Few; client++)
                Learn(table, Frame($"client-{client}", 600_000 + 1000 * (long)epoch, "Hands", epoch));
            reading.ReadOn(50_000);
            table.Merge(VersionVector.From([("Hands", epoch, _sequences[("Hands", epoch)])]));

            Assert.Equal(epoch, Assert.Single(table.Vector.Entries, entry => entry.Origin == "Hands").Epoch);
            Assert.InRange(reading.Origins, 0, 2);
            AssertSame(table);
        }

        reading.ReadOn(int.MaxValue);
        reading.AssertHasAll(_model.Values);
        Assert.Equal(Few, table.Count);
        var alike = new LocationTable("Goloman", 100);
        foreach (var frame in _all)
            alike.Learn(frame);
        Assert.Equal(alike.Digest, table.Digest);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Updates.Text(bytes);

    /// <summary>One in ten is older than what the client has.</summary>
    private byte[] NextFrame(Random random, ulong epoch, bool ownToo = true, long? time = null)
    {
        string[] origins = ["Hands", "Welsh", "Alford", "Goloman"];
        var origin = origins[random.Next(ownToo ? 4 : 3)];
        var client = random.Next(Clients);
        // Names of different lengths take slots of different sizes.
        return Frame($"client-{client}-{new string('x', client % 40)}", time ?? _all.Count / 10 + random.Next(Clients / 10), origin, epoch);
    }

    private byte[] Frame(string client, long time, string origin, ulong epoch)
    {
        var sequence = origin == "Goloman" ? 0 : _sequences[(origin, epoch)] = _sequences.GetValueOrDefault((origin, epoch)) + 1;
        return Updates.Frame(client, time, origin, sequence == 0 ? 0 : epoch, sequence);
    }

    private void Report(LocationTable table, byte[] frame)
    {
        var client = Text(new UpdateFrame(frame).Client);
        var isKnown = _model.TryGetValue(client, out var held);
        var isNewer = !isKnown || new UpdateFrame(frame).Time > new UpdateFrame(held).Time;

        Assert.Equal(isKnown ? isNewer ? UpdateOutcome.Newer : UpdateOutcome.Stale : UpdateOutcome.NewClient, table.Report(frame));

        if (isNewer)
            Note(frame);
        Assert.Equal(UpdateOutcome.Stale, table.Report(frame.ToArray()));
    }

    private void Learn(LocationTable table, byte[] frame)
    {
        var isKnown = _model.ContainsKey(Text(new UpdateFrame(frame).Client));
        var isNewer = Note(frame);

        Assert.Equal(isKnown ? isNewer ? UpdateOutcome.Newer : UpdateOutcome.Superseded : UpdateOutcome.NewClient, table.Learn(frame));

        Assert.Equal(UpdateOutcome.Covered, table.Learn(frame));
    }

    private bool Note(byte[] frame)
    {
        _all.Add(frame);
        var client = Text(new UpdateFrame(frame).Client);
        if (_model.TryGetValue(client, out var held) && !new UpdateFrame(frame).IsNewerThan(new UpdateFrame(held)))
            return false;
        _model[client] = frame;
        return true;
    }

    private void AssertSame(LocationTable table)
    {
        Assert.Equal(_model.Count, table.Count);
        foreach (var (client, frame) in _model)
            Assert.True(table.Find(Updates.Id(client)).SequenceEqual(frame), client);
        Assert.True(table.Find("client-nobody"u8).IsEmpty);
    }

    private sealed class Reading(LocationTable table, VersionVector vector) : IDisposable
    {
        private readonly CatchUp _catchUp = table.OpenCatchUp(vector);
        private readonly HashSet<byte[]> _read = new(ClientIdComparer.Instance);
        private readonly Dictionary<(string, ulong), ulong> _last = [];

        public int Count { get; private set; }

        public int Origins => _catchUp.Origins;

        public void ReadOn(int maxBytes)
        {
            var bytes = new ArrayBufferWriter<byte>();
            var isAll = table.Read(_catchUp, bytes, maxBytes, out var count);
            Assert.True(isAll || bytes.WrittenCount <= maxBytes || count == 1);
            var given = 0;
            for (var rest = bytes.WrittenSpan; !rest.IsEmpty; given++)
            {
                var frame = new UpdateFrame(rest[..(int)UpdateFrame.LengthOf(rest)]);
                var origin = (Text(frame.Origin), frame.Epoch);
                Assert.True(frame.Sequence > Math.Max(_last.GetValueOrDefault(origin), vector[origin.Item1, origin.Epoch]), "not ascending");
                _last[origin] = frame.Sequence;
                Assert.True(_read.Add(frame.Bytes.ToArray()), "given twice");
                Assert.True(table.Find(frame.Client).SequenceEqual(frame.Bytes), "not the newest");
                rest = rest[frame.Bytes.Length..];
            }

            Assert.Equal(count, given);
            Count += given;
        }

        public void AssertHasAll(IEnumerable<byte[]> frames) =>
            Assert.All(frames, frame => Assert.Contains(frame, _read));

        public void Dispose() => table.Close(_catchUp);
    }
}
