namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.telemetry</c>.</summary>
/// <param name="Otlp">The URL of an OTLP receiver that metrics and traces are sent to; empty: what OpenTelemetry's own variable says.</param>
/// <param name="TraceRatio">The share of reads of clients' connections of which an IAMAT is traced, 0 to 1.</param>
public sealed record TelemetrySettings(string Otlp, double TraceRatio)
{
    /// <summary>OpenTelemetry's own.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static TelemetrySettings Default { get; } = new("", 0);

    /// <summary>Whether anything is sent.</summary>
    public bool IsSent => Otlp.Length > 0 || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable));
}
