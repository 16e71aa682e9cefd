using System.Diagnostics;
using System.Globalization;

namespace Herd.Bench.Harness;

/// <summary>
/// Says on standard error what is being measured: on a terminal in one line that is overwritten, else in a line for each
/// measurement that is done.
/// </summary>
internal sealed class Progress(TextWriter output, bool isTerminal) : IDisposable
{
    private readonly Stopwatch _run = Stopwatch.StartNew();
    private readonly Stopwatch _step = new();
    private Timer? _ticks;
    private string _what = "";
    private int _shown;

    public static Progress OnStandardError() => new(Console.Error, !Console.IsErrorRedirected);

    public void Begin(string what)
    {
        _what = what;
        _step.Restart();
        if (isTerminal)
            _ticks ??= new Timer(_ => Show(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    public void End() => Tell($"{_what} ({Seconds(_step)})");

    public void Fail(string reason) => Tell($"{_what}: {reason}");

    public void Dispose()
    {
        _ticks?.Dispose();
        lock (_run)
            Clear();
    }

    private void Tell(string line)
    {
        lock (_run)
        {
            Clear();
            output.WriteLine($"{Seconds(_run),6}  {line}");
        }
    }

    private void Show()
    {
        lock (_run)
        {
            Clear();
            var line = $"{Seconds(_run),6}  {_what} …";
            output.Write(line);
            _shown = line.Length;
        }
    }

    private void Clear()
    {
        if (_shown > 0)
            output.Write($"\r{new string(' ', _shown)}\r");
        _shown = 0;
    }

    private static string Seconds(Stopwatch watch) => string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0} s");
}
