using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

/// <summary>How long an update takes from Goloman to Welsh, two links away.</summary>
internal sealed class PropagationScenario : IScenario
{
    public const string Unloaded = "unloaded";

    public string Name => "propagation";

    public string Description =>
        "A WHATSAT (radius 0) for a client that nobody knows waits at Welsh, which answers it as soon as it learns of the client; then the client reports at Goloman. 'sent → seen': from before the IAMAT is sent until Welsh's answer is read. 'acknowledged → seen': from when Goloman's answer was read; 0 if Welsh's was there before. Half load: other clients move at all five nodes at half the rate that the herd took just before.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) => [new Subject(settings)];

    private sealed class Subject(RunSettings settings) : ISubject
    {
        private RunningHerd? _herd;
        private double _halfLoad;
        private int _probes;

        public string Name => "herd";

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            var clients = settings.Size(HerdLoad.Clients, 100);
            if (_herd is null)
            {
                _herd = await RunningHerd.StartAsync(HerdPlan.Goloman, [], cancel).ConfigureAwait(false);
                await KnownAtAllRate.MeasureAsync(_herd, HerdLoad.Moving(_herd, clients), settings.WarmUp, cancel).ConfigureAwait(false);
                await ProbeAsync(settings.WarmUp / 2, cancel).ConfigureAwait(false);
                var full = await KnownAtAllRate.MeasureAsync(_herd, HerdLoad.Moving(_herd, clients), settings.Duration, cancel).ConfigureAwait(false);
                _halfLoad = full.Known / 2;
            }

            var unloaded = await ProbeAsync(settings.Duration, cancel).ConfigureAwait(false);
            var loaded = await ProbeUnderLoadAsync(clients, cancel).ConfigureAwait(false);
            return [.. Readings(Unloaded, unloaded), .. Readings("half load", loaded), new Measurement("half load", "updates/s", Better.Higher).Is(_halfLoad)];
        }

        public ValueTask DisposeAsync() => _herd?.DisposeAsync() ?? ValueTask.CompletedTask;

        private async Task<Propagation> ProbeUnderLoadAsync(int clients, CancellationToken cancel)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var load = Task.WhenAll(HerdLoad.Moving(_herd!, clients, _halfLoad).Select(sender => sender.RunAsync(stop.Token)));
            await Task.Delay(settings.RampUp, cancel).ConfigureAwait(false);
            var propagation = await ProbeAsync(settings.Duration, cancel).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
            await load.ConfigureAwait(false);
            return propagation;
        }

        private async Task<Propagation> ProbeAsync(TimeSpan duration, CancellationToken cancel)
        {
            var propagation = new Propagation(_herd!.ClientPort("Goloman"), _herd.ClientPort("Welsh"), $"probe-{_probes++}");
            await Task.Factory.StartNew(
                () => propagation.Run(duration, cancel), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            return propagation;
        }

        private static IEnumerable<Reading> Readings(string load, Propagation propagation) =>
        [
            .. Latencies.Of($"{load}, sent → seen", propagation.FromSent),
            .. Latencies.Of($"{load}, acknowledged → seen", propagation.FromAcknowledged),
        ];
    }
}
