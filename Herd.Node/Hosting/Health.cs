using Akka.Actor;
using Akka.Hosting;
using Herd.Actors;
using Herd.Actors.Locations;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Herd.Node.Hosting;

/// <summary><c>/health/live</c> (503: restart the node); <c>/health/ready</c>, also <c>/health</c> (200: it serves clients).</summary>
/// <remarks>Ready even without being a member. Not ready while its registry doesn't answer, or reports can't be saved.</remarks>
internal static class Health
{
    public const string Path = "/health";

    private const string Live = "live";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <param name="storageFault">Why reports can't be saved now; null: they can.</param>
    public static AkkaConfigurationBuilder WithHealthChecks(this AkkaConfigurationBuilder akka, Func<string?> storageFault) => akka
        .WithActorSystemLivenessCheck(tags: [Live])
        .WithHealthCheck("root", (_, registry, _) => Task.FromResult(RootOf(registry)), tags: [Live])
        .WithHealthCheck("locations", (_, registry, cancellation) => LocationsOfAsync(registry, cancellation))
        .WithHealthCheck("storage", (_, _, _) => Task.FromResult(
            storageFault() is { } fault ? HealthCheckResult.Unhealthy(fault) : HealthCheckResult.Healthy()));

    public static void Map(WebApplication application, HerdSettings herd, NodeSettings node)
    {
        application.MapHealthChecks($"{Path}/live", Options(check => check.Tags.Contains(Live))).OpenToAll();
        application.MapHealthChecks($"{Path}/ready", Options(_ => true)).OpenToAll();
        application.MapHealthChecks(Path, Options(_ => true)).OpenToAll();

        HealthCheckOptions Options(Func<HealthCheckRegistration, bool> which) => new()
        {
            Predicate = which,
            ResponseWriter = (context, report) => AnswerAsync(context, report, application.Lifetime, herd, node),
        };
    }

    private static HealthCheckResult RootOf(ActorRegistry registry) => registry.TryGet<HerdActor>(out var root) && !root.IsNobody()
        ? HealthCheckResult.Healthy()
        : HealthCheckResult.Unhealthy("the node's actors aren't there");

    private static async Task<HealthCheckResult> LocationsOfAsync(ActorRegistry registry, CancellationToken cancellation)
    {
        try
        {
            await registry.Get<LocationRegistry>().Ask<RegistryStatus>(GetRegistryStatus.Instance, Timeout, cancellation).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault) when (fault is AskTimeoutException or MissingActorRegistryEntryException)
        {
            return HealthCheckResult.Unhealthy("its locations' registry doesn't answer");
        }
    }

    private static Task AnswerAsync(HttpContext context, HealthReport report, IHostApplicationLifetime lifetime, HerdSettings herd, NodeSettings node)
    {
        var reason = report.Entries.Values.FirstOrDefault(entry => entry.Status == HealthStatus.Unhealthy).Description;
        var status = lifetime.ApplicationStopping.IsCancellationRequested ? "stopping"
            : !lifetime.ApplicationStarted.IsCancellationRequested ? "starting"
            : report.Status == HealthStatus.Healthy ? HealthAnswer.Serving
            : "failing";
        if (!context.Request.Path.Value!.EndsWith(Live, StringComparison.Ordinal))
            context.Response.StatusCode = status == HealthAnswer.Serving ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(new HealthAnswer(status, herd.Name, node.Name, AkkaVersion.Text, reason));
    }
}

/// <param name="Status"><c>starting</c>, <c>serving</c>, <c>stopping</c> or <c>failing</c>.</param>
/// <param name="Reason">Why it is failing, for people.</param>
internal sealed record HealthAnswer(string Status, string Herd, string Node, string Akka, string? Reason = null)
{
    public const string Serving = "serving";
}
