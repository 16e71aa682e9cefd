using Akka.Actor;
using Akka.Hosting;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Locations;
using Herd.Node.Settings;
using Herd.Node.Tls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Herd.Node.Hosting;

/// <summary><c>GET /status</c>: a <see cref="StatusReport"/>, or 503 when the node's actors don't answer.</summary>
internal static class Status
{
    public const string Path = "/status";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static void Map(WebApplication application, HerdSettings herd, NodeSettings node, Func<string?> storageFault, NodeTls? tls) =>
        application.MapGet(Path, context => AnswerAsync(context, herd, node, storageFault, tls)).RequireOperator();

    private static async Task AnswerAsync(HttpContext context, HerdSettings herd, NodeSettings node, Func<string?> storageFault, NodeTls? tls)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var registry = Actor<LocationRegistry>(context).Ask<RegistryStatus>(GetRegistryStatus.Instance, Timeout);
            var links = Actor<GossipActor>(context).Ask<LinkStatus[]>(GetLinkStatus.Instance, Timeout);
            var connections = Actor<ClientListener>(context).Ask<int>(ClientListener.GetConnections.Instance, Timeout);
            var members = context.RequestServices.GetRequiredService<IMembershipAccess>().GetAsync();
            var report = StatusReport.Of(
                node.Name,
                herd.Name,
                await registry.ConfigureAwait(false),
                await links.ConfigureAwait(false),
                await connections.ConfigureAwait(false),
                await members.ConfigureAwait(false),
                storageFault(),
                tls?.Until);
            await context.Response.WriteAsJsonAsync(report).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private static IActorRef Actor<T>(HttpContext context) => context.RequestServices.GetRequiredService<IRequiredActor<T>>().ActorRef;
}
