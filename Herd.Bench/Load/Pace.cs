using System.Diagnostics;

namespace Herd.Bench.Load;

/// <summary>Keeps a sender at a rate.</summary>
/// <param name="perSecond">Commands.</param>
internal sealed class Pace(double perSecond)
{
    private static readonly TimeSpan MinSleep = TimeSpan.FromMilliseconds(1);

    private readonly Stopwatch _watch = new();
    private double _due;

    public void Start() => _watch.Restart();

    /// <summary>Waits until these commands are due. What is late isn't made up for at once by more than a tenth of a second's.</summary>
    public void Wait(int commands)
    {
        var early = TimeSpan.FromSeconds(_due / perSecond) - _watch.Elapsed;
        if (early > MinSleep)
            Thread.Sleep(early);
        _due = Math.Max(_due, (_watch.Elapsed.TotalSeconds - 0.1) * perSecond) + commands;
    }
}
