using BenchmarkDotNet.Attributes;
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
