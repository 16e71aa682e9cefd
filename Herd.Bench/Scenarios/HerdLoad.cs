using System.Net;
using Herd.Bench.Load;
using Herd.Bench.Processes;

namespace Herd.Bench.Scenarios;

/// <summary>The load that herds get, whatever they are written in: a connection to each node.</summary>
internal static class HerdLoad
{
    public const int Clients = 10_000;

    private const int LinesPerBlock = 250;
    private const int Window = 2 * LinesPerBlock;

    /// <summary>Clients that move, each at one node.</summary>
    /// <param name="perSecond">Reports in all; null: as many as the nodes take.</param>
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

    /// <summary>Clients that move at one node, as fast as it takes it.</summary>
    public static PipelinedSender Moving(IPEndPoint node, string prefix, int clients) =>
        Sender(node, new MovingClients(prefix, clients, LinesPerBlock));

    /// <summary>Has clients report once, each at one node, and waits for the answers.</summary>
    /// <param name="prefix">Of the clients' IDs: of no other clients'.</param>
    /// <param name="clients">At each node; not more than 250, or a multiple of that.</param>
    public static async Task ReportAsync(IReadOnlyList<IPEndPoint> nodes, string prefix, int clients, CancellationToken cancel)
    {
        var senders = nodes.Select((node, number) =>
            Sender(node, new NewClients($"{prefix}-{number}-", Math.Min(LinesPerBlock, clients), clients)));
        await Task.WhenAll(senders.Select(sender => sender.RunAsync(cancel))).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>Some thousand blocks a second: no bursts that a queue is measured by.</summary>
    private static int PacedBlock(double perSecond) => Math.Clamp((int)(perSecond / 500), 1, LinesPerBlock);

    private static PipelinedSender Sender(IPEndPoint node, ICommandSource commands, Pace? pace = null) =>
        new(node, commands, AnswerCounter.OfLines(), Window, pace);
}
