namespace Herd.Bench.Harness;

/// <summary>A benchmark: subjects that are measured by the same means, in turn.</summary>
internal interface IScenario
{
    /// <summary>Lower case with hyphens: the command that runs it alone.</summary>
    string Name { get; }

    /// <summary>What is measured and how, in a sentence or two.</summary>
    string Description { get; }

    /// <summary>Makes what is compared, without starting anything. The first is what the others are compared with.</summary>
    IReadOnlyList<ISubject> CreateSubjects(RunSettings settings);
}

/// <summary>
/// One of the things that a scenario compares. What it starts for its first round (processes, connections) it may keep for
/// the next ones, and ends when it is disposed of.
/// </summary>
internal interface ISubject : IAsyncDisposable
{
    /// <summary>As it stands in the table, as in <c>herd</c>.</summary>
    string Name { get; }

    /// <summary>Measures once, in bounded time. The rounds of a scenario's subjects are run in turn, never at once.</summary>
    /// <exception cref="NotMeasuredException">It can't be measured here.</exception>
    Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel);
}

/// <summary>A subject that keeps nothing from one round for the next.</summary>
/// <param name="name">As it stands in the table.</param>
internal sealed class Subject(string name, Func<CancellationToken, Task<IReadOnlyList<Reading>>> runRound) : ISubject
{
    public string Name => name;

    public Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel) => runRound(cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A subject can't be measured here, as when a program isn't installed: the report says so, and the run goes on.</summary>
/// <param name="message">What is missing and how to get it, on one line.</param>
internal sealed class NotMeasuredException(string message) : Exception(message);

/// <summary>Which of two values of a measurement is the better one.</summary>
internal enum Better
{
    Higher,
    Lower,
}

/// <summary>Something that is measured.</summary>
/// <param name="Name">Unique in its scenario, as in <c>1 connection, p99</c>.</param>
/// <param name="Unit">Of its values, as in <c>updates/s</c>.</param>
internal sealed record Measurement(string Name, string Unit, Better Better)
{
    /// <summary>This measurement's value in one round.</summary>
    public Reading Is(double value) => new(this, value);
}

/// <summary>What one subject got in one round.</summary>
internal readonly record struct Reading(Measurement Measurement, double Value);

/// <summary>How long and how large a run is.</summary>
/// <param name="Duration">Of one measurement under load.</param>
/// <param name="IsQuick">Tiny sizes: to see that everything runs, not how fast.</param>
internal sealed record RunSettings(int Rounds, TimeSpan Duration, bool IsQuick)
{
    public static RunSettings Default { get; } = new(5, TimeSpan.FromSeconds(4), false);

    public static RunSettings Quick { get; } = new(1, TimeSpan.FromSeconds(0.2), true);

    /// <summary>Load that doesn't count, until hot code is compiled for good.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(IsQuick ? 0.1 : 6);

    /// <summary>Load that doesn't count, on what is warm.</summary>
    public TimeSpan RampUp => TimeSpan.FromSeconds(IsQuick ? 0 : 0.5);

    /// <summary>A number of clients, connections or updates.</summary>
    public int Size(int full, int quick) => IsQuick ? quick : full;
}
