using System.Text.Encodings.Web;
using System.Text.Json;
using Herd.Node.Hosting;

namespace Herd.Node.Survey;

/// <summary>The overview as one line of JSON (docs/operating.md).</summary>
internal static class OverviewJson
{
    /// <summary>Relaxed escaping is safe, since the output is never embedded in HTML.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(HerdOverview overview, DateTimeOffset time)
    {
        var verdict = Verdict.Of(overview);
        return JsonSerializer.Serialize(
            new Document(time.UtcDateTime, overview.Herd, verdict.Agrees, verdict.Summary, [.. overview.Nodes.Select(NodeOf)]), Options);
    }

    private static Node NodeOf(NodeOverview node) => new(
        node.Name,
        node.Answer.IsInFile,
        node.Answer.Address.Host,
        node.Answer.Address.HttpPort,
        node.Report is not null,
        node.Answer.Error,
        node.State,
        node.Report?.Standing,
        node.ReachableFrom,
        node.UnreachableFrom,
        node.Behind,
        node.Report is null ? null : node.PendingBytes,
        node.Report?.Connections,
        node.Report?.Clients,
        node.Report?.Digest,
        node.Report?.Vector,
        node.Report?.Links,
        node.Report?.Members,
        node.Report?.StorageFault,
        node.Report?.CertificateUntil?.UtcDateTime);

    private sealed record Document(DateTime Time, string? Herd, bool Agree, string Summary, IReadOnlyList<Node> Nodes);

    private sealed record Node(
        string Name,
        bool InFile,
        string Host,
        int HttpPort,
        bool Answers,
        string? Error,
        string State,
        string? Standing,
        IReadOnlyList<string> ReachableFrom,
        IReadOnlyList<string> UnreachableFrom,
        ulong? Behind,
        long? PendingBytes,
        int? Connections,
        int? Clients,
        string? Digest,
        IReadOnlyDictionary<string, ulong>? Vector,
        IReadOnlyList<StatusReport.Link>? Links,
        IReadOnlyList<StatusReport.Member>? Members,
        string? StorageFault,
        DateTime? CertificateUntil);
}
