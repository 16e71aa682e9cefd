using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Herd.Actors.Locations;

namespace Herd.Bench.Micro;

/// <summary>What the spatial index costs per report, for clients in a square degree that stay, move some metres, or jump.</summary>
public class MoveBenchmark
{
    private const int Reports = 10_000;

    /// <summary>See <see cref="Actors.Protocol.UpdateFrame"/>.</summary>
    private const int SecondsOffset = 16;

    private readonly byte[][] _here = new byte[Reports][];
    private readonly byte[][] _near = new byte[Reports][];
    private readonly byte[][] _elsewhere = new byte[Reports][];
    private LocationTable _table = new("Goloman", 1);
    private long _time = 1_621_464_827;

    [Params(10_000, 1_000_000)]
    public int Clients { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _table = new LocationTable("Goloman", 1);
        var random = new Random(1);
        for (var client = 0; client < Clients; client++)
        {
            var (latitude, longitude) = (34 + random.NextDouble(), -118 - random.NextDouble());
            var frame = Frames.Render(client, _time, 0, Frames.Location(latitude, longitude));
            _table.Report(frame);
            // Of a million, every hundredth, so that none is in the CPU cache.
            var (report, rest) = Math.DivRem(client, Clients / Reports);
            if (rest != 0)
                continue;
            _here[report] = frame;
            _near[report] = Frames.Render(client, _time, 0, Frames.Location(latitude + 0.00002, longitude));
            _elsewhere[report] = Frames.Render(client, _time, 0, Frames.Location(34 + random.NextDouble(), -118 - random.NextDouble()));
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = 2 * Reports)]
    public void Stay()
    {
        Report(_here);
        Report(_here);
    }

    [Benchmark(OperationsPerInvoke = 2 * Reports)]
    public void GoSomeMetres()
    {
        Report(_near);
        Report(_here);
    }

    [Benchmark(OperationsPerInvoke = 2 * Reports)]
    public void GoElsewhere()
    {
        Report(_elsewhere);
        Report(_here);
    }

    private void Report(byte[][] frames)
    {
        _time++;
        foreach (var frame in frames)
        {
            BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(SecondsOffset), _time);
            _table.Report(frame);
        }
    }
}
