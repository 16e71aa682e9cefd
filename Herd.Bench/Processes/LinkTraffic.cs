using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Herd.Bench.Harness;

namespace Herd.Bench.Processes;

/// <summary>Link traffic in both directions. Segments are TCP segments with data: over loopback about one per write.</summary>
internal readonly partial record struct LinkTraffic(long Bytes, long Segments)
{
    private const string Program = "ss";

    /// <summary>Sums up all loopback connections that use one of these ports; both ends must be on this machine.</summary>
    public static async Task<LinkTraffic> OfAsync(IReadOnlySet<int> ports, CancellationToken cancel)
    {
        if (!InstalledProgram.Exists(Program))
            throw new NotMeasuredException(InstalledProgram.Missing(Program));
        using var ss = Process.Start(new ProcessStartInfo(Program, ["-tinHO", "state", "established"]) { RedirectStandardOutput = true })!;
        var traffic = new LinkTraffic();
        while (await ss.StandardOutput.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
        {
            if (Ends().Matches(line).Any(end => ports.Contains((int)Number(end))))
                traffic = new LinkTraffic(traffic.Bytes + Number(BytesSent().Match(line)), traffic.Segments + Number(SegmentsSent().Match(line)));
        }

        await ss.WaitForExitAsync(cancel).ConfigureAwait(false);
        return traffic;
    }

    public static LinkTraffic operator -(LinkTraffic left, LinkTraffic right) => new(left.Bytes - right.Bytes, left.Segments - right.Segments);

    /// <summary>A connection that has sent nothing has no such number.</summary>
    private static long Number(Match match) => match.Success ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"127\.0\.0\.1\]?:(\d+)")]
    private static partial Regex Ends();

    [GeneratedRegex(@"\bbytes_sent:(\d+)")]
    private static partial Regex BytesSent();

    [GeneratedRegex(@"\bdata_segs_out:(\d+)")]
    private static partial Regex SegmentsSent();
}
