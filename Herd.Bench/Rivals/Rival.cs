using Herd.Bench.Load;
using Herd.Bench.Processes;
using Herd.Bench.Rivals.Redis;

namespace Herd.Bench.Rivals;

/// <summary>A herd of five in the comparison. Each connection has two blocks of reports in flight.</summary>
internal sealed record Rival(
    string Name,
    int LinesPerBlock,
    Func<CancellationToken, Task<IRunningHerd>> StartAsync,
    Func<string, int, int, ICommandSource> Moving,
    Func<string, int, ICommandSource> New,
    Func<AnswerCounter> Answers,
    bool HasTls = false)
{
    private const int ManyLines = 250;

    /// <summary>For a herd that handles only hundreds per second, so that the backlog at the end is short.</summary>
    private const int FewLines = 10;

    public static Rival Herd { get; } = SpeakingIamat(
        "herd", ManyLines, async cancel => await RunningHerd.StartAsync(HerdPlan.Goloman, [], cancel).ConfigureAwait(false));

    public static Rival HerdWithoutStorage { get; } = SpeakingIamat(
        "herd, no storage",
        ManyLines,
        async cancel => await RunningHerd.StartAsync(HerdPlan.Goloman, ["herd.storage.provider=none"], cancel).ConfigureAwait(false));

    public static Rival HerdWithTls { get; } = SpeakingIamat(
        "herd, TLS", ManyLines, async cancel => await RunningHerd.StartWithTlsAsync(HerdPlan.Goloman, cancel).ConfigureAwait(false)) with
    { HasTls = true };

    public static Rival Redis { get; } = new(
        "Redis",
        ManyLines,
        async cancel => await RedisHerd.StartAsync(cancel).ConfigureAwait(false),
        (prefix, clients, lines) => new MovingClients(clients, lines, (first, count) => new GeoAddBlock(prefix, first, count)),
        (prefix, lines) => new NewClients(new GeoAddBlock(prefix, 0, lines), lines),
        () => new GeoAddAnswers());

    public static Rival AsyncioReported { get; } = Reference(ReferenceHerdKind.AsyncioReported, FewLines);

    public static Rival AsyncioStreams { get; } = Reference(ReferenceHerdKind.AsyncioStreams, ManyLines);

    public static Rival AsyncioProtocols { get; } = Reference(ReferenceHerdKind.AsyncioProtocols, ManyLines);

    public static Rival NodeJs { get; } = Reference(ReferenceHerdKind.NodeJs, ManyLines);

    /// <summary>Ours first, as the baseline.</summary>
    public static IReadOnlyList<Rival> All { get; } = [Herd, Redis, NodeJs, AsyncioProtocols, AsyncioStreams, AsyncioReported];

    private static Rival Reference(ReferenceHerdKind kind, int linesPerBlock) => SpeakingIamat(
        kind.Name,
        linesPerBlock,
        async cancel => await ReferenceHerd.StartAsync(kind, FreePorts.Take(ReferenceHerd.Names.Count), cancel).ConfigureAwait(false));

    private static Rival SpeakingIamat(string name, int linesPerBlock, Func<CancellationToken, Task<IRunningHerd>> start) => new(
        name,
        linesPerBlock,
        start,
        (prefix, clients, lines) => new MovingClients(prefix, clients, lines),
        (prefix, lines) => new NewClients(prefix, lines),
        AnswerCounter.OfLines);
}
