using System.Net;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

/// <summary>The same load for every kind of herd, over one connection per node.</summary>
internal static class HerdLoad
{
    public const int Clients = 10_000;

    private const int LinesPerBlock = 250;
    private const int Window = 2 * LinesPerBlock;

    /// <param name="perSecond">Reports in total; null: as many as the nodes take.</param>
    public static List<PipelinedSender> Moving(IRunningHerd herd, int clients, double? perSecond = null)
    {
        var nodes = herd.ClientPorts;
        return
        [
            .. nodes.Select((node, number) => perSecond is { } rate
                ? Sender(node, new MovingClients($"mover-{number}-", clients / nodes.Count, PacedBlock(rate / nodes.Count)), new Pace(rate / nodes.Count))
                : Moving(node, $"mover-{number}-", clients / nodes.Count)),
        ];
    }

    public static PipelinedSender Moving(IPEndPoint node, string prefix, int clients) =>
        Sender(node, new MovingClients(prefix, clients, LinesPerBlock));

    /// <summary>Has each client report once. Clients per node: at most 250, or a multiple of it. The prefix must be unused.</summary>
    public static async Task ReportAsync(IReadOnlyList<IPEndPoint> nodes, string prefix, int clients, CancellationToken cancel)
    {
        var senders = nodes.Select((node, number) =>
            Sender(node, new NewClients($"{prefix}-{number}-", Math.Min(LinesPerBlock, clients), clients)));
        await Task.WhenAll(senders.Select(sender => sender.RunAsync(cancel))).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>Blocks small enough that bursts don't dominate queueing delays.</summary>
    private static int PacedBlock(double perSecond) => Math.Clamp((int)(perSecond / 500), 1, LinesPerBlock);

    private static PipelinedSender Sender(IPEndPoint node, ICommandSource commands, Pace? pace = null) =>
        new(node, commands, AnswerCounter.OfLines(), Window, pace);
}
