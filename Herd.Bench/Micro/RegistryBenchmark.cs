using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Bench.Micro;

/// <summary>Operations on a table of 10,000 clients; per operation.</summary>
[MemoryDiagnoser]
public class RegistryBenchmark
{
    private const int Clients = 10_000;

    /// <summary>See <see cref="UpdateFrame"/>.</summary>
    private const int SecondsOffset = 16;

    private readonly byte[][] _reports = [.. Enumerable.Range(0, Clients).Select(client => Frames.Render(client, 1_621_464_827, 0))];
    private readonly byte[][] _learned = [.. Enumerable.Range(0, Clients).Select(client => Frames.Render(client, 1_621_464_827, 1))];
    private readonly byte[][] _ids = [.. Enumerable.Range(0, Clients).Select(client => new UpdateFrame(Frames.Render(client, 0, 0)).Client.ToArray())];
    private readonly LocationTable _own = new("Goloman", 1);
    private readonly LocationTable _neighbours = new("Welsh", 1);
    private long _time = 1_621_464_827;
    private ulong _sequence;

    [Benchmark(OperationsPerInvoke = Clients)]
    public UpdateOutcome TakeReports()
    {
        var taken = default(UpdateOutcome);
        _time++;
        foreach (var frame in _reports)
        {
            SetTime(frame);
            taken = _own.Report(frame);
        }

        return taken;
    }

    [Benchmark(OperationsPerInvoke = Clients)]
    public UpdateOutcome LearnUpdates()
    {
        var taken = default(UpdateOutcome);
        _time++;
        foreach (var frame in _learned)
        {
            SetTime(frame);
            UpdateFrame.WriteStamp(frame, 1, ++_sequence);
            taken = _neighbours.Learn(frame);
        }

        return taken;
    }

    /// <summary>Updates that arrive again over another link.</summary>
    [Benchmark(OperationsPerInvoke = Clients)]
    public UpdateOutcome DropCovered()
    {
        var taken = default(UpdateOutcome);
        foreach (var frame in _learned)
            taken = _neighbours.Learn(frame);
        return taken;
    }

    [GlobalSetup(Target = nameof(DropCovered))]
    public void FillNeighbours() => LearnUpdates();

    [GlobalSetup(Target = nameof(FindClients))]
    public void FillOwn() => TakeReports();

    [Benchmark(OperationsPerInvoke = Clients)]
    public int FindClients()
    {
        var bytes = 0;
        foreach (var id in _ids)
            bytes += _own.Find(id).Length;
        return bytes;
    }

    /// <summary>The header's copy of the client time decides whether an update is newer.</summary>
    private void SetTime(byte[] frame) => BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(SecondsOffset), _time);
}

/// <summary>Looks for unknown clients in a table of a million, whose index exceeds the CPU caches; per client.</summary>
public class LargeTableBenchmark
{
    private const int Clients = 1_000_000;
    private const int InBlock = 250;
    private const int Blocks = 2_000;

    private readonly LocationTable _table = new("Goloman", 1);
    private readonly byte[][] _blocks = new byte[Blocks][];

    [GlobalSetup]
    public void Fill()
    {
        for (var client = 0; client < Clients; client++)
            _table.Report(Frames.Render(client, 1_621_464_827, 0));
        for (var block = 0; block < Blocks; block++)
            _blocks[block] = [.. Enumerable.Range(Clients + (block * InBlock), InBlock).SelectMany(client => Frames.Render(client, 0, 0))];
    }

    [Benchmark(OperationsPerInvoke = Blocks * InBlock)]
    public int FindOneByOne()
    {
        var found = 0;
        foreach (var block in _blocks)
            found += Find(block);
        return found;
    }

    [Benchmark(OperationsPerInvoke = Blocks * InBlock)]
    public int FindAnticipated()
    {
        var found = 0;
        foreach (var block in _blocks)
        {
            _table.Anticipate(block);
            found += Find(block);
        }

        return found;
    }

    private int Find(ReadOnlySpan<byte> block)
    {
        var found = 0;
        while (!block.IsEmpty)
        {
            var frame = new UpdateFrame(block[..(int)UpdateFrame.LengthOf(block)]);
            found += _table.Find(frame.Client).Length;
            block = block[frame.Bytes.Length..];
        }

        return found;
    }
}
