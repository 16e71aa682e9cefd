using BenchmarkDotNet.Attributes;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Bench.Micro;

/// <summary>
/// Clients that aren't known yet looked for in a table of a million, whose index is larger than a processor's caches; per client.
/// </summary>
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
