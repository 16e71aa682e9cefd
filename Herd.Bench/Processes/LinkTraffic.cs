using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Herd.Bench.Harness;

namespace Herd.Bench.Processes;

/// <summary>What went over links so far, as the kernel counts it.</summary>
/// <param name="Bytes">In both directions.</param>
/// <param name="Segments">TCP segments with data: over loopback about as many as writes.</param>
internal readonly partial record struct LinkTraffic(long Bytes, long Segments)
{
    private const string Program = "ss";

    /// <summary>Of all connections of this machine that have one of these ports at either end; both ends must be here.</summary>
    /// <exception cref="NotMeasuredException">iproute2's ss isn't installed.</exception>
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
