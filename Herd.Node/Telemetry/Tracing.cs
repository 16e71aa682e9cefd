using Herd.Actors.Telemetry;
using Herd.Node.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Herd.Node.Telemetry;

/// <summary>Sends the traces of all nodes of this process.</summary>
internal static class Tracing
{
    /// <exception cref="SettingsException">There would be traces that nobody gets.</exception>
    public static void Check(TelemetrySettings telemetry)
    {
        if (telemetry is { TraceRatio: > 0, IsSent: false })
            throw new SettingsException($"herd.telemetry.trace-ratio: nobody gets the traces; set herd.telemetry.otlp, or {TelemetrySettings.EndpointVariable}, too");
    }

    /// <returns>Null: nothing is traced, and nothing of it costs anything.</returns>
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

    /// <summary>Sends what is left, as far as that goes at once.</summary>
    public static void Stop(TracerProvider? tracing)
    {
        tracing?.Shutdown(Receiver.StopMilliseconds);
        tracing?.Dispose();
    }
}
