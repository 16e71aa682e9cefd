using Herd.Actors.Telemetry;
using Herd.Node.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Herd.Node.Telemetry;

/// <summary>Sends the traces of all nodes of this process.</summary>
internal static class Tracing
{
    /// <exception cref="SettingsException">Traces are on, but there is no receiver.</exception>
    public static void Check(TelemetrySettings telemetry)
    {
        if (telemetry is { TraceRatio: > 0, IsSent: false })
            throw new SettingsException($"herd.telemetry.trace-ratio: nobody gets the traces; set herd.telemetry.otlp, or {TelemetrySettings.EndpointVariable}, too");
    }

    /// <returns>Null: tracing is off, and costs nothing.</returns>
    public static TracerProvider? Start(HerdSettings herd)
    {
        var telemetry = herd.Telemetry;
        if (telemetry.TraceRatio == 0)
            return null;
        return Sdk.CreateTracerProviderBuilder()
            .AddSource(NodeTelemetry.Name)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(telemetry.TraceRatio)))
            .ConfigureResource(resource => Receiver.Describe(resource, herd.Name, node: null))
            .AddOtlpExporter((OtlpExporterOptions options) => Receiver.Configure(options, telemetry, "traces"))
            .Build();
    }

    /// <summary>Sends what is left, within a second.</summary>
    public static void Stop(TracerProvider? tracing)
    {
        tracing?.Shutdown(Receiver.StopMilliseconds);
        tracing?.Dispose();
    }
}
