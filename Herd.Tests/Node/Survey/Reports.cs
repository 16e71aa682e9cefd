using Herd.Node.Hosting;
using Herd.Node.Survey;

namespace Herd.Tests.Node.Survey;

internal static class Reports
{
    public const string Digest = "5f3a9c0112345678";

    /// <summary>A member that sees these as up and reachable, and agrees with all others.</summary>
    public static StatusReport Member(string name, params string[] members) => new(
        name, "goloman", "member", 2, 10_000, Digest, Vector(500), [Live("Hands"), Live("Wilkes")], [.. members.Select(member => Seen(member))]);

    public static StatusReport.Link Live(string neighbour) => new(neighbour, "live", 0);

    public static StatusReport.Member Seen(string name, string state = "up", bool reachable = true, int httpPort = 12300) =>
        new(name, state, reachable, "127.0.0.1", 12000, 12100, httpPort, "127.0.0.1:12200");

    public static Dictionary<string, ulong> Vector(ulong sequence) => new() { ["Goloman/1000"] = sequence };

    public static NodeAnswer Answer(StatusReport report, bool inFile = true) =>
        new(report.Node, inFile, new NodeAddress(report.Node, "127.0.0.1", 12300), report);

    public static NodeAnswer Silence(string name, string error = "no answer for 2 s") =>
        new(name, true, new NodeAddress(name, "127.0.0.1", 12300), null, error);

    public static HerdOverview Overview(params NodeAnswer[] answers) => HerdOverview.Of("goloman", answers);

    public static HerdOverview Overview(params StatusReport[] reports) => Overview([.. reports.Select(report => Answer(report))]);
}
