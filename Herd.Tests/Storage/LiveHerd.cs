using System.Buffers;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Tests.Locations;
using Xunit;

namespace Herd.Tests.Storage;

/// <summary>A node's table that changes and is saved in parts. It remembers every update. The seed determines its life.</summary>
internal sealed class LiveHerd(DurableCopy copy, int seed, int clients = 40, int partBytes = 700)
{
    private static readonly string[] Neighbours = ["Hands", "Holiday"];

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _updates = [];
    private readonly Dictionary<string, ulong> _sequences = [];
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private CatchUp _cursor = copy.Table.OpenCatchUp(copy.Vector);
    private CatchUp? _fold;
    private long _foldStart;
    private long _time = 1_000;

    public LocationTable Table { get; } = copy.Table;

    public void Update()
    {
        for (var count = _random.Next(1, 12); count > 0; count--)
        {
            var client = $"client-{_random.Next(clients)}.{new string('x', _random.Next(30))}";
            var time = _random.Next(4) == 0 ? _time - _random.Next(200) : ++_time;
            if (_random.Next(2) == 0)
            {
                var frame = Updates.Frame(client, time);
                if (Table.Report(frame) is UpdateOutcome.Newer or UpdateOutcome.NewClient)
                    _updates.Add(frame);
            }
            else
            {
                var origin = Neighbours[_random.Next(Neighbours.Length)];
                var sequence = _sequences[origin] = _sequences.GetValueOrDefault(origin) + 1;
                var frame = Updates.Frame(client, time, origin, epoch: 7, sequence);
                Table.Learn(frame);
                _updates.Add(frame);
            }
        }
    }

    /// <summary>Saves one part; commits at the end, and sometimes before.</summary>
    public void Save()
    {
        var isEnd = AddPart(_cursor);
        if (isEnd || _random.Next(3) == 0)
            copy.Commit(isEnd ? Table.Vector : null);
    }

    public void SaveAll()
    {
        while (!AddPart(_cursor))
        {
        }

        copy.Commit(Table.Vector);
    }

    /// <summary>After an error: reads again what may not have been saved.</summary>
    public void StartOver()
    {
        Table.Close(_cursor);
        _cursor = Table.OpenCatchUp(copy.Vector);
        if (_fold is not null)
            Table.Close(_fold);
        _fold = null;
    }

    /// <summary>One step of rewriting everything, so that older parts can be dropped.</summary>
    public void Fold()
    {
        if (_fold is null)
        {
            _fold = Table.OpenCatchUp(VersionVector.Empty);
            _foldStart = copy.NextPart;
        }

        if (!AddPart(_fold))
            return;
        Table.Close(_fold);
        _fold = null;
        copy.Commit(null);
        copy.DropPartsBefore(_foldStart);
    }

    public void Step()
    {
        switch (_random.Next(8))
        {
            case < 4:
                Update();
                break;
            case < 7:
                Save();
                break;
            default:
                Fold();
                break;
        }
    }

    /// <summary>Whatever the vector covers is in the table, or something newer of that client is.</summary>
    public void AssertHonest(LocationTable loaded, VersionVector claimed)
    {
        foreach (var bytes in _updates)
        {
            var update = new UpdateFrame(bytes);
            if (claimed[Updates.Text(update.Origin), update.Epoch] < update.Sequence)
                continue;
            var stored = loaded.Find(update.Client);
            Assert.False(stored.IsEmpty, $"{Updates.Text(update.AtLine)} is covered by {claimed}, and nothing is there");
            Assert.False(
                update.IsNewerThan(new UpdateFrame(stored)),
                $"{Updates.Text(update.AtLine)} is covered by {claimed}, and an older one is there");
        }
    }

    /// <summary>The table holds only reported updates, byte for byte.</summary>
    public void AssertTrue(LocationTable loaded)
    {
        var bytes = new ArrayBufferWriter<byte>();
        loaded.Read(loaded.OpenCatchUp(VersionVector.Empty), bytes, int.MaxValue, out _);
        var known = _updates.Select(Convert.ToHexString).ToHashSet();
        for (var frames = bytes.WrittenSpan; !frames.IsEmpty; frames = frames[(int)UpdateFrame.LengthOf(frames)..])
            Assert.Contains(Convert.ToHexString(frames[..(int)UpdateFrame.LengthOf(frames)]), known);
    }

    private bool AddPart(CatchUp cursor)
    {
        _bytes.ResetWrittenCount();
        var isEnd = Table.Read(cursor, _bytes, partBytes, out var count);
        if (count > 0)
            copy.Add(_bytes.WrittenSpan, count);
        return isEnd;
    }
}
