using System.Globalization;
using Herd.Node.Hosting;
using Herd.Node.Logging;
using Herd.Node.Tls;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Herd.Node.Survey;

/// <summary>The overview as a table with a row per node, and a verdict.</summary>
internal static class OverviewTable
{
    private const int DigestDigits = 8;

    private const int MaxNames = 3;

    /// <summary>Wide enough that nothing wraps.</summary>
    private const int PlainWidth = 10_000;

    private static readonly string[] Bytes = ["B", "KiB", "MiB", "GiB"];
    private static readonly string[] LinkStates = ["live", "catching up", "waiting", "down"];

    /// <summary>Text without colours, a line per node.</summary>
    public static string Plain(HerdOverview overview)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = PlainWidth;
        foreach (var part in new IRenderable[] { Nodes(overview), new Text("\n"), Summary(overview) })
            console.Write(part);
        return string.Concat(text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd() + '\n'));
    }

    public static IRenderable Summary(HerdOverview overview)
    {
        var verdict = Verdict.Of(overview);
        return Cell(verdict.Summary, verdict.Agrees ? Color.Green : Color.Red);
    }

    public static IRenderable Nodes(HerdOverview overview)
    {
        var optional = new Optional(
            overview.Nodes.Any(node => node.PendingBytes > 0), overview.Nodes.Any(node => node.Report?.CertificateUntil is not null));
        var table = new Table().Border(TableBorder.None);
        table.AddColumns([Column("node"), Column("state"), Column("digest"), Number("lag"), Number("clients"), Number("conns")]);
        if (optional.Pending)
            table.AddColumn(Number("pending"));
        if (optional.Certificate)
            table.AddColumn(Column("cert until"));
        var links = Column("links").PadRight(0);
        links.NoWrap = false;
        table.AddColumn(links);
        foreach (var node in overview.Nodes)
        {
            table.AddRow(
            [
                Cell(node.Name), Cell(State(node), ColourOf(node.State)),
                .. node.Report is { } report ? Answered(node, report, optional) : Unanswered(node, optional),
            ]);
        }

        return table;
    }

    private readonly record struct Optional(bool Pending, bool Certificate);

    private static IEnumerable<IRenderable> Answered(NodeOverview node, StatusReport report, Optional optional)
    {
        Color? different = node.IsDifferent ? Color.Yellow : null;
        yield return Cell(report.Digest[..Math.Min(DigestDigits, report.Digest.Length)] + (node.IsDifferent ? "*" : ""), different);
        yield return Cell(Format(node.Behind ?? 0), node.Behind > 0 ? Color.Yellow : null);
        yield return Cell(Format(report.Clients));
        yield return Cell(Format(report.Connections));
        if (optional.Pending)
            yield return Cell(Size(node.PendingBytes));
        if (optional.Certificate)
            yield return Cell(CertificateUntil(report), ColourOfCertificate(report));
        yield return Cell(Links(report.Links), report.Links.All(link => link.State == "live") ? null : Color.Yellow);
    }

    private static IEnumerable<IRenderable> Unanswered(NodeOverview node, Optional optional) =>
        [.. Enumerable.Repeat(Cell(""), 4 + (optional.Pending ? 1 : 0) + (optional.Certificate ? 1 : 0)), Cell(node.Answer.Error ?? "", Color.Red)];

    private static string State(NodeOverview node)
    {
        var all = node.ReachableFrom.Count + node.UnreachableFrom.Count;
        return node.State == NodeOverview.Unreachable && node.ReachableFrom.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{node.State} ({node.UnreachableFrom.Count} of {all})")
            : node.State;
    }

    private static Color ColourOf(string state) => state switch
    {
        "up" => Color.Green,
        NodeOverview.Unreachable or NodeOverview.Absent or NodeOverview.Down => Color.Red,
        _ => Color.Yellow,
    };

    /// <summary>Such as <c>3 live, 1 down (Hands)</c>; live links aren't named.</summary>
    private static string Links(IReadOnlyList<StatusReport.Link> links) => links.Count == 0
        ? "none"
        : string.Join(", ", links.GroupBy(link => link.State, link => link.Neighbour).OrderBy(state => Array.IndexOf(LinkStates, state.Key)).Select(state =>
        {
            var names = state.Key == "live" ? "" : $" ({string.Join(", ", state.Take(MaxNames))}{(state.Count() > MaxNames ? ", …" : "")})";
            return $"{Format(state.Count())} {state.Key}{names}";
        }));

    private static string CertificateUntil(StatusReport report) =>
        report.CertificateUntil?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static Color? ColourOfCertificate(StatusReport report) => (report.CertificateUntil - DateTimeOffset.UtcNow) switch
    {
        { Ticks: <= 0 } => Color.Red,
        { } left when left < NodeTls.Notice => Color.Yellow,
        _ => null,
    };

    private static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= 1000 && unit < Bytes.Length - 1; unit++)
            size /= 1024;
        return $"{size.ToString(unit == 0 || size >= 10 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Bytes[unit]}";
    }

    private static string Format(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static TableColumn Column(string heading) =>
        new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).NoWrap().PadLeft(0).PadRight(2);

    private static TableColumn Number(string heading) => Column(heading).RightAligned();

    /// <summary>Removes control characters: nodes of other herds may answer.</summary>
    private static Text Cell(string text, Color? colour = null) => new(Faults.OneLine(text), new Style(colour));
}
