using System.Diagnostics;

namespace Herd.Bench.Harness;

/// <summary>Runs a scenario's subjects in turn (A B C, B C A, …), so that drift of the machine affects them all.</summary>
internal sealed class Rounds(RunSettings settings, TextWriter progress)
{
    private readonly Stopwatch _run = Stopwatch.StartNew();

    /// <summary>A subject that fails in one round is left out of all others, and has no values.</summary>
    public async Task<ScenarioResult> RunAsync(IScenario scenario, CancellationToken cancel)
    {
        var subjects = scenario.CreateSubjects(settings);
        var readings = subjects.ToDictionary(subject => subject, _ => new List<Reading>());
        var failures = new List<SubjectFailure>();
        try
        {
            for (var round = 0; round < settings.Rounds; round++)
            {
                for (var turn = 0; turn < subjects.Count; turn++)
                {
                    var subject = subjects[(round + turn) % subjects.Count];
                    if (failures.Exists(failure => failure.Subject == subject.Name))
                        continue;
                    var began = _run.Elapsed;
                    await progress.WriteAsync($"{began.TotalSeconds,4:0} s  {scenario.Name}: round {round + 1} of {settings.Rounds}, {subject.Name} … ").ConfigureAwait(false);
                    try
                    {
                        readings[subject].AddRange(await subject.RunRoundAsync(cancel).ConfigureAwait(false));
                        await progress.WriteLineAsync($"{(_run.Elapsed - began).TotalSeconds:0} s").ConfigureAwait(false);
                    }
                    catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
                    {
                        var failure = new SubjectFailure(subject.Name, fault.Message.ReplaceLineEndings(" "), fault is not NotMeasuredException);
                        await progress.WriteLineAsync(failure.Reason).ConfigureAwait(false);
                        failures.Add(failure);
                        readings[subject].Clear();
                    }
                }
            }
        }
        finally
        {
            foreach (var subject in subjects)
                await subject.DisposeAsync().ConfigureAwait(false);
        }

        return new ScenarioResult(
            scenario.Name, scenario.Description, settings.Rounds, settings.Duration, InOrder(subjects, readings), failures);
    }

    private static List<Series> InOrder(IReadOnlyList<ISubject> subjects, Dictionary<ISubject, List<Reading>> readings)
    {
        var measurements = subjects.SelectMany(subject => readings[subject]).Select(reading => reading.Measurement).Distinct();
        return
        [
            .. from measurement in measurements
               from subject in subjects
               let values = readings[subject].Where(reading => reading.Measurement == measurement).Select(reading => reading.Value).ToList()
               where values.Count > 0
               select new Series(subject.Name, measurement, values),
        ];
    }
}
