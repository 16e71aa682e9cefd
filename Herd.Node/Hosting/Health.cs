using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary>
/// <c>GET /health</c>: 200 while the node serves clients, 503 while it starts or stops. The body is JSON in either case:
/// status (serving, starting, stopping), herd, node, akka.
/// </summary>
internal static class Health
{
    public const string Path = "/health";

    public static void Map(WebApplication application, HerdSettings herd, NodeSettings node) =>
        application.MapGet(Path, context => AnswerAsync(context, StatusOf(application.Lifetime), herd, node));

    private static string StatusOf(IHostApplicationLifetime lifetime) =>
        lifetime.ApplicationStopping.IsCancellationRequested ? "stopping"
        : lifetime.ApplicationStarted.IsCancellationRequested ? "serving"
        : "starting";

    private static Task AnswerAsync(HttpContext context, string status, HerdSettings herd, NodeSettings node)
    {
        context.Response.StatusCode = status == "serving" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(new { status, herd = herd.Name, node = node.Name, akka = AkkaVersion.Text });
    }
}
