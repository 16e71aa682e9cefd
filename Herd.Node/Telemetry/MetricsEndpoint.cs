using System.Diagnostics.Metrics;
using Herd.Actors.Locations;
using Herd.Actors.Telemetry;
using Herd.Node.Hosting;
using Herd.Node.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Herd.Node.Telemetry;

/// <summary><c>GET /metrics</c> for Prometheus, and OTLP: the node's, Kestrel's and .NET's meters (docs/metrics.md).</summary>
/// <remarks>Made on first request, or at start with OTLP, so that unwatched nodes start fast.</remarks>
internal sealed class MetricsEndpoint(IServiceProvider services, HerdSettings herd, NodeSettings node, LocationTable table) : IDisposable
{
    public const string Path = "/metrics";

    /// <summary>Prometheus reserves names in _count for histograms.</summary>
    private static readonly Dictionary<string, string> Renamed = new()
    {
        ["dotnet.assembly.count"] = "dotnet.assemblies",
        ["dotnet.process.cpu.count"] = "dotnet.process.cpus",
        ["dotnet.timer.count"] = "dotnet.timers",
    };

    private readonly Lock _lock = new();
    private MeterProvider? _provider;
    private RequestDelegate? _endpoint;
    private bool _isOver;

    public void Map(WebApplication application) => application.MapGet(Path, AnswerAsync).RequireOperator();

    public void Start()
    {
        if (herd.Telemetry.IsSent)
            Endpoint();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _provider?.Shutdown(Receiver.StopMilliseconds);
            _provider?.Dispose();
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (Endpoint() is { } endpoint)
            return endpoint(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    /// <returns>Null: the node stops.</returns>
    private RequestDelegate? Endpoint()
    {
        lock (_lock)
        {
            if (_endpoint is null && !_isOver)
            {
                var meters = services.GetRequiredService<IMeterFactory>();
                NodeMeter.Create(
                    meters.Create(NodeTelemetry.Name), services.GetRequiredService<NodeTelemetry>(), table, herd.Storage.Provider != Actors.Storage.StorageProvider.None);
                _provider = Provide(meters);
                var pipeline = new ApplicationBuilder(services);
                pipeline.UseOpenTelemetryPrometheusScrapingEndpoint(_provider, _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
                _endpoint = pipeline.Build();
            }

            return _isOver ? null : _endpoint;
        }
    }

    private MeterProvider Provide(IMeterFactory meters)
    {
        var provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(NodeTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Hosting")
            // Meters are global to the process, which may run several nodes.
            .AddView(instrument => instrument.Meter.Scope is IMeterFactory factory && factory != meters
                ? MetricStreamConfiguration.Drop
                : Renamed.TryGetValue(instrument.Name, out var name) ? new MetricStreamConfiguration { Name = name } : null)
            .ConfigureResource(resource => Receiver.Describe(resource, herd.Name, node.Name))
            .AddPrometheusExporter(options =>
            {
                options.ScrapeResponseCacheDurationMilliseconds = 0;
                options.ScopeInfoEnabled = false;
                options.ResourceConstantLabels = attribute => attribute == Receiver.NodeAttribute;
            });
        if (herd.Telemetry.IsSent)
            provider.AddOtlpExporter(options => Receiver.Configure(options, herd.Telemetry, "metrics"));
        return provider.Build();
    }
}
