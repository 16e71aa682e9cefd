using BenchmarkDotNet.Attributes;
using Herd.Actors.Gossip;
using Herd.Actors.Protocol;

namespace Herd.Bench.Micro;

/// <summary>From a line to a command, and from a command to the frame that is stored, flooded and answered.</summary>
[MemoryDiagnoser]
public class ParserBenchmark
{
    private readonly byte[] _iamat = "IAMAT kiwi.cs.ucla.edu +34.068930-118.445127 1621464827.959498503\n"u8.ToArray();
    private readonly byte[] _whatsat = "WHATSAT kiwi.cs.ucla.edu 10 5\n"u8.ToArray();
    private readonly byte[] _server = "Goloman"u8.ToArray();
    private readonly byte[] _frame = new byte[512];
    private readonly PosixTime _receipt = new(1621464828, 223371890);

    [Benchmark]
    public CommandKind ParseIamat() => CommandParser.Parse(_iamat).Kind;

    [Benchmark]
    public CommandKind ParseWhatsat() => CommandParser.Parse(_whatsat).Kind;

    [Benchmark]
    public int ParseIamatAndWriteFrame() => UpdateFrame.Write(_frame, _server, _iamat, CommandParser.Parse(_iamat), _receipt);
}

/// <summary>How a link handles the bytes of one read with 500 updates; per update.</summary>
[MemoryDiagnoser]
public class LinkBenchmark
{
    private const int Updates = 500;

    private readonly byte[] _read = [.. Enumerable.Range(0, Updates).SelectMany(client => Frames.Render(client, 1_621_464_827, (ulong)client + 1))];

    [Benchmark(OperationsPerInvoke = Updates)]
    public int FindWholeFrames() => LinkFrame.WholeFrames(_read, LinkFrame.MaxLength);

    [Benchmark(OperationsPerInvoke = Updates)]
    public int StepThroughFrames()
    {
        var count = 0;
        for (var frames = new LinkFrames(_read); frames.MoveNext();)
            count += frames.Count;
        return count;
    }

    /// <summary>Reads the fields by which the registry decides.</summary>
    [Benchmark(OperationsPerInvoke = Updates)]
    public ulong ReadHeaders()
    {
        var sum = 0UL;
        for (ReadOnlySpan<byte> rest = _read; !rest.IsEmpty;)
        {
            var frame = new UpdateFrame(rest[..(int)UpdateFrame.LengthOf(rest)]);
            sum += frame.Sequence + frame.Epoch + (ulong)frame.Client.Length + (ulong)frame.Time.Seconds;
            rest = rest[frame.Bytes.Length..];
        }

        return sum;
    }
}
