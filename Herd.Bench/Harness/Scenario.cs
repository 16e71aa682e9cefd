namespace Herd.Bench.Harness;

internal interface IScenario
{
    /// <summary>Lower case with hyphens; also the command that runs it alone.</summary>
    string Name { get; }

    string Description { get; }

    /// <summary>Starts nothing yet. The first subject is the baseline.</summary>
    IReadOnlyList<ISubject> CreateSubjects(RunSettings settings);
}

/// <summary>One thing that a scenario compares. It may keep processes and connections until it is disposed.</summary>
internal interface ISubject : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Measures once, in bounded time. No two subjects run at once.</summary>
    /// <exception cref="NotMeasuredException">It can't be measured here.</exception>
    Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel);
}

internal sealed class Subject(string name, Func<CancellationToken, Task<IReadOnlyList<Reading>>> runRound) : ISubject
{
    public string Name => name;

    public Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel) => runRound(cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Something is missing on this machine; the run goes on. The message says on one line how to install it.</summary>
internal sealed class NotMeasuredException(string message) : Exception(message);

internal enum Better
{
    Higher,
    Lower,
}

/// <param name="Name">Unique in its scenario, e.g. <c>1 connection, p99</c>.</param>
internal sealed record Measurement(string Name, string Unit, Better Better)
{
    public Reading Is(double value) => new(this, value);
}

internal readonly record struct Reading(Measurement Measurement, double Value);

/// <summary>Quick runs have tiny sizes: they show that everything runs, not how fast.</summary>
internal sealed record RunSettings(int Rounds, TimeSpan Duration, bool IsQuick)
{
    public static RunSettings Default { get; } = new(5, TimeSpan.FromSeconds(4), false);

    public static RunSettings Quick { get; } = new(1, TimeSpan.FromSeconds(0.2), true);

    /// <summary>Load before the first measurement, long enough for the JIT to optimize hot code.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(IsQuick ? 0.1 : 6);

    /// <summary>Load before later measurements.</summary>
    public TimeSpan RampUp => TimeSpan.FromSeconds(IsQuick ? 0 : 0.5);

    public int Size(int full, int quick) => IsQuick ? quick : full;
}
