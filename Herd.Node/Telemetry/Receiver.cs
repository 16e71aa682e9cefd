using Herd.Node.Settings;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Herd.Node.Telemetry;

/// <summary>Who gets metrics and traces over OTLP, and of whom they are told to be.</summary>
internal static class Receiver
{
    /// <summary>What each metric of a node has as a label, and each span as an attribute.</summary>
    public const string NodeAttribute = "herd.node.name";

    /// <summary>A node that stops waits for the receiver no longer.</summary>
    public const int StopMilliseconds = 1000;

    /// <summary>Where the URL stands in the settings, it counts; what else there is to say is in OpenTelemetry's own variables.</summary>
    /// <param name="options">The exporter's.</param>
    /// <param name="telemetry">The settings.</param>
    /// <param name="signal">As in <c>v1/metrics</c>, the path of OTLP over HTTP.</param>
    public static void Configure(OtlpExporterOptions options, TelemetrySettings telemetry, string signal)
    {
        if (telemetry.Otlp.Length == 0)
            return;
        var endpoint = new Uri(telemetry.Otlp);
        options.Endpoint = options.Protocol == OtlpExportProtocol.HttpProtobuf && endpoint.AbsolutePath == "/" ? new Uri(endpoint, $"v1/{signal}") : endpoint;
    }

    /// <param name="resource">Of a provider.</param>
    /// <param name="herd">The herd's name.</param>
    /// <param name="node">The node's name; null: it is of all nodes of this process.</param>
    public static void Describe(ResourceBuilder resource, string herd, string? node)
    {
        resource.AddService("akkaherd", serviceNamespace: herd, autoGenerateServiceInstanceId: node is null, serviceInstanceId: node);
        if (node is not null)
            resource.AddAttributes([new KeyValuePair<string, object>(NodeAttribute, node)]);
    }
}
