using Herd.Bench.Harness;

namespace Herd.Tests.Bench;

/// <summary>Subjects with one given value per round; null: the round fails.</summary>
internal sealed class FixedScenario(params (string Subject, double?[] Values)[] subjects) : IScenario
{
    public static readonly Measurement Speed = new("speed", "km/h", Better.Higher);

    public List<string> Order { get; } = [];

    public List<string> Disposed { get; } = [];

    public string Name => "fixed";

    public string Description => "Known values.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [.. subjects.Select(subject => new Subject(this, subject.Subject, new Queue<double?>(subject.Values)))];

    private sealed class Subject(FixedScenario scenario, string name, Queue<double?> values) : ISubject
    {
        public string Name => name;

        public Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            scenario.Order.Add(name);
            return values.Dequeue() is { } value
                ? Task.FromResult<IReadOnlyList<Reading>>([Speed.Is(value)])
                : throw new NotMeasuredException($"{name} isn't here");
        }

        public ValueTask DisposeAsync()
        {
            scenario.Disposed.Add(name);
            return ValueTask.CompletedTask;
        }
    }
}
