using Herd.Bench.Harness;
using Herd.Bench.Rivals;

namespace Herd.Bench.Scenarios;

internal sealed record ScenarioGroup(string Name, string Description, IReadOnlyList<IScenario> Scenarios);

/// <summary>All scenarios, in the order of <c>herd-bench all</c>, and their groups.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<ScenarioGroup> Groups { get; } =
    [
        new("one-node", "One node: IAMATs and WHATSATs over few and many connections.", [new PipelinedScenario(), new PipelinedScenario(PipelinedBeside.Standing), new RoundTripScenario(), new ShortConnectionScenario(), new WhatsatScenario()]),
        new("herd-of-five", "Five nodes in five processes: what all know per second, and how soon.", [new RivalsScenario("moving", areNew: false, [Rival.Herd]), new RivalsScenario("storage", areNew: false, [Rival.Herd, Rival.HerdWithoutStorage]), new RivalsScenario("all-new", areNew: true, [Rival.Herd]), new PropagationScenario()]),
        new("memory", "What connections and locations cost in memory, how soon a node catches up, and how soon five are ready.", [new IdleConnectionScenario(), new LocationMemoryScenario(), new CatchUpScenario(100_000, 1_000_000), new ReadyScenario()]),
        new("growth", "What an update costs a herd as it grows.", [new GrowthScenario()]),
        new("rivals", "Five nodes beside Redis with four replicas and reference herds on Node.js and asyncio.", [new RivalsScenario("rivals-moving", areNew: false, Rival.All), new RivalsScenario("rivals-new", areNew: true, [Rival.Herd, Rival.Redis])]),
        new("questions", "Who is near whom, and many locations in and out, beside Redis.", [new NearbyScenario(), new BulkScenario()]),
        new("stream", "Readers of the stream.", [new StreamScenario()]),
        new("tls", "What TLS costs, for clients and between nodes.", [new PipelinedScenario(PipelinedBeside.Tls), new RivalsScenario("tls-all-new", areNew: true, [Rival.Herd, Rival.HerdWithTls]), new IdleConnectionScenario(withTls: true)]),
        new("runtime", "What the actor runtime does by itself.", [new ActorsScenario()]),
    ];

    public static IReadOnlyList<IScenario> All { get; } = [.. Groups.SelectMany(group => group.Scenarios)];
}
