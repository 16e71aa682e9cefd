using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Bench.Micro;

/// <summary>The table of locations with 10,000 clients, an operation for each of them; per operation.</summary>
[MemoryDiagnoser]
public class RegistryBenchmark
{
    private const int Clients = 10_000;

    /// <summary>As <see cref="UpdateFrame"/> says.</summary>
    private const int SecondsOffset = 16;

    private readonly byte[][] _reports = [.. Enumerable.Range(0, Clients).Select(client => Frames.Render(client, 1_621_464_827, 0))];
    private readonly byte[][] _learned = [.. Enumerable.Range(0, Clients).Select(client => Frames.Render(client, 1_621_464_827, 1))];
    private readonly byte[][] _ids = [.. Enumerable.Range(0, Clients).Select(client => new UpdateFrame(Frames.Render(client, 0, 0)).Client.ToArray())];
    private readonly LocationTable _own = new("Goloman", 1);
    private readonly LocationTable _neighbours = new("Welsh", 1);
    private long _time = 1_621_464_827;
    private ulong _sequence;

    /// <summary>Takes newer reports from clients of its own.</summary>
    [Benchmark(OperationsPerInvoke = Clients)]
    public Taken TakeReports()
    {
        var taken = default(Taken);
        _time++;
        foreach (var frame in _reports)
        {
            SetTime(frame);
            taken = _own.Report(frame);
        }

        return taken;
    }

    /// <summary>Takes newer updates from a neighbour.</summary>
    [Benchmark(OperationsPerInvoke = Clients)]
    public Taken LearnUpdates()
    {
        var taken = default(Taken);
        _time++;
        foreach (var frame in _learned)
        {
            SetTime(frame);
            UpdateFrame.WriteStamp(frame, 1, ++_sequence);
            taken = _neighbours.Learn(frame);
        }

        return taken;
    }

    /// <summary>What comes a second time, over another link.</summary>
    [Benchmark(OperationsPerInvoke = Clients)]
    public Taken DropCovered()
    {
        var taken = default(Taken);
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

    /// <summary>The header's copy of the client time: what decides whether an update is newer.</summary>
    private void SetTime(byte[] frame) => BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(SecondsOffset), _time);
}
