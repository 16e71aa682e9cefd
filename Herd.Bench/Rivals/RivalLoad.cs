using Herd.Bench.Harness;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Rivals;

/// <summary>The load of both comparisons: a connection to each server.</summary>
internal static class RivalLoad
{
    /// <summary>Also what the goals ask for.</summary>
    public const string KnownName = "known at all five";

    private const int Clients = 10_000;
    private const int FewClients = 100;

    private static readonly Measurement Accepted = new("accepted", "updates/s", Better.Higher);
    private static readonly Measurement Known = new(KnownName, "updates/s", Better.Higher);

    /// <summary>Until hot code is compiled for good, and all agree.</summary>
    public static Task WarmUpAsync(Rival rival, IRunningHerd herd, RunSettings settings, CancellationToken cancel) =>
        KnownAtAllRate.MeasureAsync(herd, Moving(rival, herd, settings), settings.WarmUp, cancel);

    public static async Task<IReadOnlyList<Reading>> MeasureAsync(
        IRunningHerd herd, IReadOnlyList<PipelinedSender> senders, RunSettings settings, CancellationToken cancel)
    {
        var rate = await KnownAtAllRate.MeasureAsync(herd, senders, settings.Duration, cancel).ConfigureAwait(false);
        return [Known.Is(rate.Known), Accepted.Is(rate.Accepted)];
    }

    /// <summary>10,000 clients, a fifth of them at each server, each with a newer report in turn.</summary>
    public static IReadOnlyList<PipelinedSender> Moving(Rival rival, IRunningHerd herd, RunSettings settings)
    {
        var clients = settings.Size(Clients, FewClients) / herd.ClientPorts.Count;
        return Senders(rival, herd, server => rival.Moving($"mover-{server}-", clients, rival.LinesPerBlock));
    }

    /// <summary>Clients that were never there before.</summary>
    /// <param name="prefix">Of the clients' IDs; of no other clients'.</param>
    public static IReadOnlyList<PipelinedSender> New(Rival rival, IRunningHerd herd, string prefix = "new") =>
        Senders(rival, herd, server => rival.New($"{prefix}-{server}-", rival.LinesPerBlock));

    private static List<PipelinedSender> Senders(Rival rival, IRunningHerd herd, Func<int, ICommandSource> commands) =>
    [
        .. herd.ClientPorts.Select((port, server) =>
            new PipelinedSender(port, commands(server), rival.Answers(), 2 * rival.LinesPerBlock)),
    ];
}
