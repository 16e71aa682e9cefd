using Herd.Node.Settings;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Herd.Node.Telemetry;

/// <summary>The OTLP receiver of metrics and traces, and the resource that they name.</summary>
internal static class Receiver
{
    /// <summary>A label of each metric, and an attribute of each span.</summary>
    public const string NodeAttribute = "herd.node.name";

    /// <summary>A stopping node waits this long for the receiver.</summary>
    public const int StopMilliseconds = 1000;

    /// <summary>The settings' URL takes precedence over OpenTelemetry's own variables, which have everything else.</summary>
    /// <param name="signal">The last part of <c>v1/metrics</c>, OTLP's path over HTTP.</param>
    public static void Configure(OtlpExporterOptions options, TelemetrySettings telemetry, string signal)
    {
        if (telemetry.Otlp.Length == 0)
            return;
        var endpoint = new Uri(telemetry.Otlp);
        options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf && endpoint.AbsolutePath == "/" ? new Uri(endpoint, $"v1/{signal}") : endpoint;
    }

    /// <param name="node">Null: all nodes of this process.</param>
    public static void Describe(ResourceBuilder resource, string herd, string? node)
    {
        resource.AddService("akkaherd", serviceNamespace: herd, autoGenerateServiceInstanceId: node is null, serviceInstanceId: node);
        if (node is not null)
            resource.AddAttributes([new KeyValuePair<string, object>(NodeAttribute, node)]);
    }
}
