using System.Diagnostics;

namespace Herd.Node.Hosting;

/// <summary>How long a node waits, in all, for what its predecessor still has: ports and the folder.</summary>
/// <param name="length">Zero: not at all.</param>
/// <param name="cancellation">Ends waiting.</param>
internal sealed class Patience(TimeSpan length, CancellationToken cancellation)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly long _start = Stopwatch.GetTimestamp();

    public bool IsOver => Stopwatch.GetElapsedTime(_start) >= length;

    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public Task PauseAsync() => Task.Delay(Pause, cancellation);
}
