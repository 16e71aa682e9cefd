using System.Diagnostics;

namespace Herd.Node.Hosting;

/// <summary>How long a node waits, in total, for ports and the folder of its predecessor. Zero: not at all.</summary>
internal sealed class Patience(TimeSpan length, CancellationToken cancellation)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly long _start = Stopwatch.GetTimestamp();

    public bool IsOver => Stopwatch.GetElapsedTime(_start) >= length;

    public Task PauseAsync() => Task.Delay(Pause, cancellation);
}
