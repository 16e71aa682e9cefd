using System.Buffers;
using System.Globalization;
using Herd.Actors.Locations;
using Herd.Actors.Locations.Spatial;
using Herd.Actors.Protocol;
using Xunit;

namespace Herd.Tests.Locations;

/// <summary>A table whose allocations fail at random, beside one whose never do. What fails must change nothing.</summary>
public class NoMemoryTests
{
    private const int Steps = 3000;

    private static readonly int Seeds = Switch.Number("HERD_MEMORY_SEEDS", 200);

    [Fact]
    public void What_fails_for_want_of_memory_changes_nothing()
    {
        var failures = 0;
        for (var seed = 0; seed < Seeds; seed++)
            failures += Run(seed);
        Assert.InRange(failures, Seeds, int.MaxValue);
    }

    private static int Run(int seed)
    {
        var random = new Random(seed);
        var (faulty, sound) = (new LocationTable("Goloman", 100), new LocationTable("Goloman", 100));
        var reader = faulty.OpenCatchUp(VersionVector.Empty);
        var read = new Dictionary<string, byte[]>();
        var sequences = new Dictionary<(string, ulong), ulong>();
        var (failures, isFailing) = (0, false);
        for (var step = 0; step < Steps / 10 + random.Next(Steps); step++)
        {
            var change = NextChange(random, sequences);
            // Shortages come in phases, as in real programs.
            isFailing = random.Next(50) == 0 ? !isFailing : isFailing;
            for (var isDone = false; !isDone;)
            {
                Memory.Taking = () =>
                {
                    if (isFailing && random.Next(2) == 0)
                        throw new OutOfMemoryException($"seed {seed}");
                };
                try
                {
                    change(faulty);
                    isDone = true;
                }
                catch (OutOfMemoryException)
                {
                    failures++;
                    Memory.Taking = null;
                    AssertAlike(faulty, sound, seed);
                }
            }

            Memory.Taking = null;
            change(sound);
            AssertAlike(faulty, sound, seed);
            if (random.Next(20) == 0)
                ReadOn(faulty, reader, read);
        }

        ReadOn(faulty, reader, read);
        var all = Contents(sound);
        Assert.Equal(all, Contents(faulty));
        Assert.Equal(all, Located(faulty));
        Assert.Equal(all.Keys.Where(client => client.StartsWith("group-7/", StringComparison.Ordinal)).Order(), Grouped(faulty, "group-7/"));
        Assert.Equal(all, read.ToDictionary(pair => pair.Key, pair => Convert.ToHexString(pair.Value)));
        return failures;
    }

    private static Action<LocationTable> NextChange(Random random, Dictionary<(string, ulong), ulong> sequences)
    {
        string[] origins = ["Hands", "Welsh", $"Node{random.Next(100)}"];
        var (origin, epoch) = (origins[random.Next(origins.Length)], (ulong)random.Next(1, 4));
        var client = $"client-{random.Next(2000)}-{new string('x', random.Next(4) * 20)}";
        if (random.Next(2) == 0)
            client = $"group-{random.Next(20)}/{client}";
        var time = random.Next(10_000);
        var location = random.Next(2) == 0 ? $"+34.0{random.Next(100):D2}-118.4{random.Next(100):D2}" : $"+{random.Next(90):D2}-{random.Next(180):D3}";
        var known = sequences.GetValueOrDefault((origin, epoch));
        switch (random.Next(10))
        {
            case < 4:
                var report = Updates.Frame(client, time, location: location);
                return table => table.Report(report.ToArray());
            case 4:
                var vector = VersionVector.From([(origin, epoch, known)]);
                return table => table.Merge(vector);
            default:
                // Sometimes out of order, or after a gap.
                var sequence = random.Next(8) == 0 ? (ulong)random.Next(1, (int)known + 3) : known + 1;
                sequences[(origin, epoch)] = Math.Max(known, sequence);
                var update = Updates.Frame(client, time, origin, epoch, sequence, location: location);
                return table => table.Learn(update);
        }
    }

    private static void ReadOn(LocationTable table, CatchUp reader, Dictionary<string, byte[]> read)
    {
        var bytes = new ArrayBufferWriter<byte>();
        table.Read(reader, bytes, int.MaxValue, out _);
        for (var frames = bytes.WrittenSpan; !frames.IsEmpty; frames = frames[(int)UpdateFrame.LengthOf(frames)..])
        {
            var frame = new UpdateFrame(frames[..(int)UpdateFrame.LengthOf(frames)]);
            read[Updates.Text(frame.Client)] = frame.Bytes.ToArray();
        }
    }

    private static void AssertAlike(LocationTable faulty, LocationTable sound, int seed) => Assert.True(
        faulty.Count == sound.Count && faulty.Digest == sound.Digest && (faulty.Digest % 64 != 0 || faulty.Vector.ToString() == sound.Vector.ToString()),
        $"seed {seed}");

    private static Dictionary<string, string> Located(LocationTable table) =>
        table.Whereabouts.WithinBox(GeoBox.World, table.Count).Locations.ToDictionary(
            location => Updates.Text(location.Frame.Client), location => Convert.ToHexString(location.Bytes));

    private static IEnumerable<string> Grouped(LocationTable table, string client)
    {
        var found = new List<string>();
        table.FindGroup(Updates.Id(client), int.MaxValue, frame =>
        {
            found.Add(Updates.Text(frame.Client));
            return true;
        });
        return found.Order();
    }

    private static Dictionary<string, string> Contents(LocationTable table)
    {
        var read = new Dictionary<string, byte[]>();
        var all = table.OpenCatchUp(VersionVector.Empty);
        ReadOn(table, all, read);
        table.Close(all);
        foreach (var (client, frame) in read)
            Assert.True(table.Find(Updates.Id(client)).SequenceEqual(frame), client);
        Assert.Equal(table.Count, read.Count);
        return read.ToDictionary(pair => pair.Key, pair => Convert.ToHexString(pair.Value));
    }
}
