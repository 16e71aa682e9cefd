using Herd.Bench.Harness;
using Herd.Bench.Rivals;

namespace Herd.Bench.Scenarios;

/// <summary>The performance goals, for two CPUs shared with the load generator, and the scenarios that check them.</summary>
internal static class Goals
{
    private const string Herd = "herd";
    private const double Kilobyte = 1024;
    private const int Missed = 1_000_000;

    /// <summary>Few enough for a run of less than twelve minutes.</summary>
    public const int Rounds = 3;

    private static readonly PipelinedScenario Pipelined = new();
    private static readonly RivalsScenario New = new("rivals-new", areNew: true, [Rival.Herd, Rival.Redis]);

    private static readonly RivalsScenario Moving =
        new("rivals-moving", areNew: false, [Rival.Herd, Rival.AsyncioReported, Rival.AsyncioStreams, Rival.AsyncioProtocols]);

    private static readonly PropagationScenario Propagation = new();
    private static readonly IdleConnectionScenario Idle = new();
    private static readonly LocationMemoryScenario Location = new();
    private static readonly CatchUpScenario CatchUp = new(Missed);
    private static readonly WhatsatScenario Whatsat = new();
    private static readonly ReadyScenario Ready = new();

    public static IReadOnlyList<IScenario> Scenarios { get; } =
        [Pipelined, New, Moving, Propagation, Idle, Location, CatchUp, Whatsat, Ready];

    public static IReadOnlyList<Goal> All { get; } =
    [
        new("one node, pipelined IAMAT", Pipelined.Name, Herd, PipelinedScenario.Measured, 0.6, "Kestrel echo"),
        new("five nodes, all-new clients, known at all five", New.Name, Herd, RivalsScenario.KnownName, 1.5, Rival.Redis.Name),
        .. new[] { Rival.AsyncioReported, Rival.AsyncioStreams, Rival.AsyncioProtocols }.Select(rival =>
            new Goal("five nodes, 10,000 moving clients, known at all five", Moving.Name, Herd, RivalsScenario.KnownName, 100, rival.Name)),
        new("Goloman → Welsh, unloaded, sent → seen, p50", Propagation.Name, Herd, $"{PropagationScenario.Unloaded}, sent → seen, p50", 0.3),
        new("Goloman → Welsh, unloaded, sent → seen, p99", Propagation.Name, Herd, $"{PropagationScenario.Unloaded}, sent → seen, p99", 1),
        new("an idle connection, of the node's resident memory", Idle.Name, Herd, IdleConnectionScenario.Measured, 8 * Kilobyte),
        new("a stored location, of the node's resident memory", Location.Name, Herd, LocationMemoryScenario.Measured, 250),
        new("catch-up of 1,000,000 missed updates, from the link", CatchUp.Name, Herd, CatchUpScenario.Measured(Missed), 3),
        new(WhatsatScenario.Measured, Whatsat.Name, Herd, WhatsatScenario.Measured, 20_000),
        new("five nodes ready, five processes", Ready.Name, Herd, ReadyScenario.FiveProcesses, 2),
        new("five nodes ready, herd up", Ready.Name, Herd, ReadyScenario.OneProcess, 2),
    ];
}
