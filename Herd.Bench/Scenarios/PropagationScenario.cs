using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

internal sealed class PropagationScenario : IScenario
{
    public const string Unloaded = "unloaded";

    public string Name => "propagation";

    public string Description =>
        "A WHATSAT (radius 0) for a client that nobody knows waits at Welsh, which answers it as soon as it learns of the client; then the client reports at Goloman. 'sent → seen': from before the IAMAT is sent until Welsh's answer is read. 'acknowledged → seen': from when Goloman's answer was read; 0 if Welsh's was there before. Beside it bare relays on Kestrel, in as many processes, that hand the line on. Half load: other clients move at all five nodes at half the rate that the herd took just before.";

    public IReadOnlyList<ISubject> CreateSubjects(RunSettings settings) =>
        [new Herd(settings), new Relays(settings)];

    private static async Task<Propagation> ProbeAsync(Propagation propagation, TimeSpan duration, CancellationToken cancel)
    {
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

    private sealed class Herd(RunSettings settings) : ISubject
    {
        /// <summary>The default would end a run at the first update that takes longer.</summary>
        private const string Grace = "herd.client.unknown-client-grace=60s";

        private RunningHerd? _herd;
        private double _halfLoad;
        private int _probes;

        public string Name => "herd";

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            var clients = settings.Size(HerdLoad.Clients, 100);
            if (_herd is null)
            {
                _herd = await RunningHerd.StartAsync(HerdPlan.Goloman, [Grace], cancel).ConfigureAwait(false);
                await KnownAtAllRate.MeasureAsync(_herd, HerdLoad.Moving(_herd, clients), settings.WarmUp, cancel).ConfigureAwait(false);
                await ProbeAsync(settings.WarmUp, cancel).ConfigureAwait(false);
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

        private Task<Propagation> ProbeAsync(TimeSpan duration, CancellationToken cancel) => PropagationScenario.ProbeAsync(
            new Propagation(_herd!.ClientPort("Goloman"), _herd.ClientPort("Welsh"), $"probe-{_probes++}"), duration, cancel);
    }

    private sealed class Relays(RunSettings settings) : ISubject
    {
        /// <summary>As many processes as a report passes from Goloman to Welsh.</summary>
        private const int Count = 3;

        /// <summary>The last relay first.</summary>
        private readonly List<BareProcess> _processes = [];
        private bool _isWarm;

        public string Name => "Kestrel relays";

        public async Task<IReadOnlyList<Reading>> RunRoundAsync(CancellationToken cancel)
        {
            while (_processes.Count < Count)
            {
                var next = _processes.Count == 0 ? 0 : _processes[^1].Port.Port;
                _processes.Add(await BareProcess.StartAsync("Kestrel relay", cancel, BareProcess.RelayCommand, next).ConfigureAwait(false));
            }

            if (!_isWarm)
                await ProbeAsync(settings.WarmUp, cancel).ConfigureAwait(false);
            _isWarm = true;
            return [.. Readings(Unloaded, await ProbeAsync(settings.Duration, cancel).ConfigureAwait(false))];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var process in _processes)
                await process.DisposeAsync().ConfigureAwait(false);
        }

        private Task<Propagation> ProbeAsync(TimeSpan duration, CancellationToken cancel) =>
            PropagationScenario.ProbeAsync(new Propagation(_processes[^1].Port, _processes[0].Port, "probe"), duration, cancel);
    }
}
