using System.Globalization;
using Herd.Node.Logging;
using Herd.Node.Tls;

namespace Herd.Node.Survey;

/// <summary>A herd's overview for people: a line of headings, then one a node.</summary>
internal static class OverviewTable
{
    /// <summary>Where nothing tells how wide the reader's window is.</summary>
    public const int DefaultWidth = 100;

    private const int DigestDigits = 8;
    private const int MinLastColumn = 12;
    private const string Gap = "  ";

    private static readonly string[] Bytes = ["B", "KiB", "MiB", "GiB"];

    /// <summary>Lines; only names that are longer than usual make them wider than told.</summary>
    public static IReadOnlyList<string> Lines(HerdOverview overview, int width, Palette palette)
    {
        var columns = Columns(overview);
        var widths = columns.Select(column => overview.Nodes
            .Where(node => node.Report is not null || !column.NeedsAnswer)
            .Select(node => column.Text(node).Length)
            .Append(column.Heading.Length)
            .Max()).ToList();
        var indent = columns.Zip(widths).Where(column => !column.First.NeedsAnswer).Sum(column => column.Second + Gap.Length);
        var links = Math.Max(width - widths.Sum(column => column + Gap.Length), MinLastColumn);
        var headings = columns.Zip(widths, (column, columnWidth) => Pad(column.Heading, columnWidth, column.IsNumber));
        return
        [
            palette.Heading(string.Join(Gap, headings.Append("links"))),
            .. overview.Nodes.Select(Line),
        ];

        string Line(NodeOverview node)
        {
            var cells = columns.Zip(widths)
                .Where(column => node.Report is not null || !column.First.NeedsAnswer)
                .Select(column => column.First.Paint(palette, node, Pad(column.First.Text(node), column.Second, column.First.IsNumber)));
            return string.Join(Gap, cells.Append(node.Report is null
                ? palette.Bad(Cut(Faults.OneLine(node.Answer.Error ?? ""), Math.Max(width - indent, MinLastColumn)))
                : PaintLinks(palette, node, Faults.OneLine(LinkSummary.Of(node.Report.Links, links)))));
        }
    }

    private static List<Column> Columns(HerdOverview overview)
    {
        List<Column> columns =
        [
            new("node", node => node.Name) { NeedsAnswer = false },
            new("state", State) { NeedsAnswer = false, Colour = ColourOfState },
            new("digest", node => node.Report!.Digest[..Math.Min(DigestDigits, node.Report.Digest.Length)] + (node.IsDifferent ? "*" : "")) { Colour = (palette, node) => node.IsDifferent ? palette.Warning : null },
            new("lag", node => Number(node.Behind ?? 0)) { IsNumber = true, Colour = (palette, node) => node.Behind > 0 ? palette.Warning : null },
            new("clients", node => Number((ulong)node.Report!.Clients)) { IsNumber = true },
            new("conns", node => Number((ulong)node.Report!.Connections)) { IsNumber = true },
        ];
        if (overview.Nodes.Any(node => node.PendingBytes > 0))
            columns.Add(new Column("pending", node => Size(node.PendingBytes)) { IsNumber = true });
        if (overview.Nodes.Any(node => node.Report?.CertificateUntil is not null))
            columns.Add(new Column("cert until", CertificateUntil) { Colour = ColourOfCertificate });
        return columns;
    }

    private static string State(NodeOverview node)
    {
        var all = node.ReachableFrom.Count + node.UnreachableFrom.Count;
        return node.State == Sightings.Unreachable && node.ReachableFrom.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{node.State} ({node.UnreachableFrom.Count} of {all})")
            : node.State;
    }

    private static Func<string, string>? ColourOfState(Palette palette, NodeOverview node) => node.State switch
    {
        "up" => palette.Good,
        Sightings.Unreachable or Sightings.Absent or "down" => palette.Bad,
        _ => palette.Warning,
    };

    private static string CertificateUntil(NodeOverview node) =>
        node.Report!.CertificateUntil?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static Func<string, string>? ColourOfCertificate(Palette palette, NodeOverview node) => (node.Report!.CertificateUntil - DateTimeOffset.UtcNow) switch
    {
        { Ticks: <= 0 } => palette.Bad,
        { } left when left < NodeTls.Notice => palette.Warning,
        _ => null,
    };

    private static string PaintLinks(Palette palette, NodeOverview node, string text) =>
        node.Report!.Links.Any(link => link.State != "live") ? palette.Warning(text) : text;

    private static string Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Size(long bytes)
    {
        double size = bytes;
        var unit = 0;
        for (; size >= 1000 && unit < Bytes.Length - 1; unit++)
            size /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{size.ToString(unit == 0 || size >= 10 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Bytes[unit]}");
    }

    private static string Pad(string text, int width, bool isNumber) => isNumber ? text.PadLeft(width) : text.PadRight(width);

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)].TrimEnd() + "…";

    /// <summary>All columns but the last, which is as wide as it needs to be.</summary>
    private sealed record Column(string Heading, Func<NodeOverview, string> Value)
    {
        public bool IsNumber { get; init; }

        /// <summary>A node that doesn't answer has a reason instead.</summary>
        public bool NeedsAnswer { get; init; } = true;

        public Func<Palette, NodeOverview, Func<string, string>?> Colour { get; init; } = (_, _) => null;

        public string Text(NodeOverview node) => Faults.OneLine(Value(node));

        public string Paint(Palette palette, NodeOverview node, string text) => Colour(palette, node)?.Invoke(text) ?? text;
    }
}
