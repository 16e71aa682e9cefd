using System.Globalization;
using System.Text;

namespace Herd.Bench.Load;

/// <summary>Commands for one write. The bytes are valid until the next block is requested.</summary>
internal readonly record struct CommandBlock(ReadOnlyMemory<byte> Bytes, int Commands);

/// <summary>The commands of one connection. Not thread-safe.</summary>
internal interface ICommandSource
{
    CommandBlock Next();
}

/// <summary>Reports that are rendered once; later only digits change, so that the load generator spends its time in the socket.</summary>
internal abstract class ReportBlock
{
    /// <summary>Placeholder of a client's number: each ID is a prefix and nine digits.</summary>
    protected const string Number = "#########";

    /// <summary>Placeholder of a latitude's last three of six decimals. They grow by 1.4 m per block and wrap after 111 m.</summary>
    protected const string Step = "%%%";

    /// <summary>Placeholders of thousandths of a latitude and a longitude, by which clients are scattered in a square degree.</summary>
    protected const string North = "^^^", East = "~~~";

    /// <summary>Thousandths of a degree in both directions.</summary>
    private const int Places = 1_000_000;

    /// <summary>Prime to <see cref="Places"/>, so that no two of a million clients share a place, and neighbours in number aren't neighbours.</summary>
    private const long Scatter = 618_033;

    private const int StepLength = 13;
    private const int StepsEnd = 1000;

    private readonly byte[] _bytes;
    private readonly int[] _numbers;
    private readonly int[] _values;
    private readonly int[] _steps;
    private readonly int[] _norths;
    private readonly int[] _easts;
    private readonly byte[] _step = new byte[Step.Length];
    private int _position;

    /// <param name="report">With placeholders, and <c>@</c> for each byte of <see cref="NextValue"/>.</param>
    protected ReportBlock(int first, int count, string report)
    {
        var reports = Enumerable.Repeat(report, count).ToList();
        var starts = reports.Select((_, report) => reports.Take(report).Sum(text => text.Length)).ToList();
        _bytes = Encoding.ASCII.GetBytes(string.Concat(reports));
        _numbers = [.. PlacesOf('#')];
        _values = [.. PlacesOf('@')];
        _steps = [.. PlacesOf('%')];
        _norths = [.. PlacesOf('^')];
        _easts = [.. PlacesOf('~')];
        SetClients(first);

        IEnumerable<int> PlacesOf(char first) => reports.Select((text, report) => text.IndexOf(first, StringComparison.Ordinal) is var at and >= 0 ? starts[report] + at : -1).Where(at => at >= 0);
    }

    /// <summary>Assigns clients and their places to the reports, numbered from this one.</summary>
    public void SetClients(int first)
    {
        for (var report = 0; report < _numbers.Length; report++)
        {
            var client = first + report;
            WriteDigits(client, _bytes.AsSpan(_numbers[report], Number.Length));
            var (north, east) = Math.DivRem((int)(client * Scatter % Places), 1000);
            WriteDigits(north, _bytes.AsSpan(_norths[report], North.Length));
            WriteDigits(east, _bytes.AsSpan(_easts[report], East.Length));
        }
    }

    public CommandBlock Next()
    {
        var value = NextValue();
        foreach (var at in _values)
            value.CopyTo(_bytes.AsSpan(at));
        WriteDigits(_position = (_position + StepLength) % StepsEnd, _step);
        foreach (var at in _steps)
            _step.CopyTo(_bytes.AsSpan(at));
        return new CommandBlock(_bytes, _numbers.Length);
    }

    protected virtual ReadOnlySpan<byte> NextValue() => default;

    protected static void WriteDigits(int number, Span<byte> digits)
    {
        for (var digit = digits.Length - 1; digit >= 0; digit--)
        {
            digits[digit] = (byte)('0' + (number % 10));
            number /= 10;
        }
    }
}

/// <summary>IAMATs of now, each newer than the last. Clients walk or stand.</summary>
internal sealed class IamatBlock(string prefix, int first, int lines, bool stand = false) : ReportBlock(
    first, lines, $"IAMAT {prefix}{Number} +34.{North}{(stand ? "000" : Step)}-118.{East}000 {new string('@', TimeLength)}\n")
{
    /// <summary>Ten digits of POSIX seconds, a point, nine of nanoseconds.</summary>
    private const int TimeLength = 20;

    private const int NanosecondsPerTick = 100;

    private readonly byte[] _time = new byte[TimeLength];
    private long _ticks;

    protected override ReadOnlySpan<byte> NextValue()
    {
        _ticks = Math.Max(_ticks + 1, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks);
        var (seconds, ticks) = Math.DivRem(_ticks, TimeSpan.TicksPerSecond);
        seconds.TryFormat(_time, out _, "D10", CultureInfo.InvariantCulture);
        _time[10] = (byte)'.';
        (ticks * NanosecondsPerTick).TryFormat(_time.AsSpan(11), out _, "D9", CultureInfo.InvariantCulture);
        return _time;
    }
}

internal sealed class MovingClients(int clients, int perBlock, Func<int, int, ReportBlock> render) : ICommandSource
{
    private readonly List<ReportBlock> _blocks =
        [.. Enumerable.Range(0, clients).Chunk(perBlock).Select(chunk => render(chunk[0], chunk.Length))];

    private int _next;

    public MovingClients(string prefix, int clients, int perBlock, bool stand = false)
        : this(clients, perBlock, (first, count) => new IamatBlock(prefix, first, count, stand))
    {
    }

    public CommandBlock Next() => _blocks[_next++ % _blocks.Count].Next();
}

/// <summary>Each client once. The block holds <paramref name="perBlock"/> reports; the clients must be a multiple of it.</summary>
internal sealed class NewClients(ReportBlock block, int perBlock, int clients = int.MaxValue) : ICommandSource
{
    private int _next;

    public NewClients(string prefix, int perBlock, int clients = int.MaxValue)
        : this(new IamatBlock(prefix, 0, perBlock), perBlock, clients)
    {
    }

    public CommandBlock Next()
    {
        if (_next >= clients)
            return default;
        block.SetClients(_next);
        _next += perBlock;
        return block.Next();
    }
}

internal sealed class Whatsats(IReadOnlyList<string> clients, int first) : ICommandSource
{
    private readonly List<byte[]> _lines =
    [
        .. clients.Select(client => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"WHATSAT {client} {Radius} {Results}\n"))),
    ];

    private int _next = first;

    /// <summary>Kilometres.</summary>
    public const int Radius = 10;

    public const int Results = 20;

    public CommandBlock Next() => new(_lines[_next++ % _lines.Count], 1);
}
