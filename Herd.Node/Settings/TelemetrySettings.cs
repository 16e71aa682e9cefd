namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.telemetry</c>.</summary>
/// <param name="Otlp">URL of an OTLP receiver; empty: <see cref="EndpointVariable"/> has it.</param>
/// <param name="TraceRatio">0 to 1: the share of reads of client connections of which an IAMAT is traced.</param>
public sealed record TelemetrySettings(string Otlp, double TraceRatio)
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static TelemetrySettings Default { get; } = new("", 0);

    public bool IsSent => Otlp.Length > 0 || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable));
}
