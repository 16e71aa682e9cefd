namespace Herd.Bench.Harness;

/// <summary>
/// One of the things that a scenario compares. What it starts for its first round (processes, connections) it may keep for
/// the next ones, and ends when it is disposed of.
/// </summary>
internal interface ISubject : IAsyncDisposable
{
    /// <summary>As it stands in the table, as in <c>herd</c>.</summary>
    string Name { get; }

    /// <summary>Measures once, in bounded time. The rounds of a scenario's subjects are run in turn, never at once.</summary>
    /// <param name="cancel">Ctrl-C: leaves no process behind.</param>
    /// <exception cref="NotMeasuredException">It can't be measured here.</exception>
    Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel);
}
