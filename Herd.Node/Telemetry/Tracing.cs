using Herd.Actors.Telemetry;
using Herd.Node.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Herd.Node.Telemetry;

/// <summary>Sends the traces of all nodes of this process.</summary>
internal static class Tracing
{
    /// <returns>Sends what is left when it is disposed of; null: nothing is traced, and nothing of it costs anything.</returns>
    /// <exception cref="SettingsException">Nobody gets the traces.</exception>
    public static IDisposable? Start(HerdSettings herd)
    {
        var telemetry = herd.Telemetry;
        if (telemetry.TraceRatio == 0)
            return null;
        if (!telemetry.IsSent)
            throw new SettingsException($"herd.telemetry.trace-ratio: nobody gets the traces; set herd.telemetry.otlp, or {TelemetrySettings.EndpointVariable}, too");
        return Sdk.CreateTracerProviderBuilder()
            .AddSource(NodeTelemetry.Name)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(telemetry.TraceRatio)))
            .ConfigureResource(resource => Receiver.Describe(resource, herd.Name, node: null))
            .AddOtlpExporter((OtlpExporterOptions options) => Receiver.Configure(options, telemetry, "traces"))
            .Build();
    }
}
