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

/// <summary><c>GET /status</c>: a <see cref="StatusReport"/>, or 503 if the node's actors don't answer.</summary>
internal static class Status
{
    public const string Path = "/status";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static void Map(WebApplication application, HerdSettings herd, NodeSettings node, Func<string?> storageFault, NodeTls? tls) =>
        application.MapGet(Path, context => AnswerAsync(context, herd, node, storageFault, tls)).RequireOperator();

    /// <exception cref="AskTimeoutException">The actors don't answer.</exception>
    public static async Task<StatusReport> AskAsync(IServiceProvider services, string herd, string node, string? storageFault = null, DateTimeOffset? certificateUntil = null)
    {
        var registry = Actor<LocationRegistry>(services).Ask<RegistryStatus>(GetRegistryStatus.Instance, Timeout);
        var links = Actor<GossipActor>(services).Ask<LinkStatus[]>(GetLinkStatus.Instance, Timeout);
        var connections = Actor<ClientListener>(services).Ask<int>(ClientListener.GetConnections.Instance, Timeout);
        var members = services.GetRequiredService<IMembershipAccess>().GetAsync();
        return StatusReport.Of(
            node,
            herd,
            await registry.ConfigureAwait(false),
            await links.ConfigureAwait(false),
            await connections.ConfigureAwait(false),
            await members.ConfigureAwait(false),
            storageFault,
            certificateUntil);
    }

    private static async Task AnswerAsync(HttpContext context, HerdSettings herd, NodeSettings node, Func<string?> storageFault, NodeTls? tls)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var report = await AskAsync(context.RequestServices, herd.Name, node.Name, storageFault(), tls?.Until).ConfigureAwait(false);
            await context.Response.WriteAsJsonAsync(report).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private static IActorRef Actor<T>(IServiceProvider services) => services.GetRequiredService<IRequiredActor<T>>().ActorRef;
}
