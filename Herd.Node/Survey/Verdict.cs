using System.Globalization;
using Herd.Node.Hosting;

namespace Herd.Node.Survey;

/// <summary>Whether all is well with a herd, and otherwise what isn't, in one sentence.</summary>
/// <param name="Agrees">All expected nodes and members answer, have the same locations, can save, and, unless there are no members yet,
/// have the same members and reach each other.</param>
internal sealed record Verdict(bool Agrees, string Summary)
{
    public static Verdict Of(HerdOverview overview)
    {
        var answering = overview.Nodes.Where(node => node.Report is not null).ToList();
        List<string> missing = [.. Strangers(overview), .. Silent(overview)];
        List<string> disputes = [.. OutOfMembership(answering), .. OutOfReach(answering), .. DifferentMembers(answering), .. DifferentStates(answering), .. Unsaved(answering)];
        if (missing.Count == 0)
        {
            var all = All(overview);
            return disputes.Count > 0
                ? new Verdict(false, $"{all} {Phrase.For(answering.Count, "answers", "answer")}, but {string.Join("; ", disputes)}.")
                : new Verdict(true, $"{all} {Phrase.For(answering.Count, "answers", "answer and agree")}.");
        }

        if (disputes.Count == 0 && answering.Count > 1)
            disputes.Add("the others agree");
        return new Verdict(false, $"{string.Join("; ", missing.Concat(disputes))}.");
    }

    private static string All(HerdOverview overview) => overview.Nodes.Count switch
    {
        1 => $"The only node of {overview.Herd}",
        2 => $"Both nodes of {overview.Herd}",
        var count => string.Create(CultureInfo.InvariantCulture, $"All {count} nodes of {overview.Herd}"),
    };

    private static IEnumerable<string> Strangers(HerdOverview overview) => overview.Nodes
        .Where(node => node.Answer.Stranger is not null)
        .GroupBy(node => node.Answer.Stranger!.Herd)
        .Select(strangers => strangers.ToList())
        .Select(strangers => $"{DoNotAnswer([.. strangers.Select(node => node.Name)])}: at {Phrase.For(strangers.Count, "its address is", "their addresses are")} {Describe(strangers)}");

    private static string Describe(List<NodeOverview> strangers) => strangers[0].Answer.Stranger!.Herd is { } herd
        ? $"{Phrase.For(strangers.Count, "a node", "nodes")} of another herd, {herd}"
        : Phrase.List([.. strangers.Select(node => node.Answer.Stranger!.Node)]);

    private static IEnumerable<string> Silent(HerdOverview overview)
    {
        var silent = Named(overview.Nodes, node => node is { Report: null, Answer.Stranger: null });
        if (silent.Count == 0)
            yield break;
        yield return silent.Count > 1 && silent.Count == overview.Nodes.Count
            ? string.Create(CultureInfo.InvariantCulture, $"None of the {silent.Count} nodes of {overview.Herd} answers")
            : DoNotAnswer(silent);
    }

    private static string DoNotAnswer(List<string> names) => $"{Phrase.List(names)} {Phrase.For(names.Count, "doesn't", "don't")} answer";

    private static IEnumerable<string> OutOfMembership(List<NodeOverview> answering)
    {
        if (!answering.Exists(node => node.Answer.IsMember))
            yield break;
        var joining = Named(answering, node => !node.Answer.IsMember);
        if (joining.Count > 0)
            yield return $"{Phrase.List(joining)} {Phrase.For(joining.Count, "is no member", "are no members")} yet";
    }

    /// <summary>Only nodes that answer here count; silent ones are reported anyway.</summary>
    private static IEnumerable<string> OutOfReach(List<NodeOverview> answering)
    {
        var unreachable = Named(answering, node => node.UnreachableFrom.Count > 0);
        if (unreachable.Count > 0)
            yield return $"{Phrase.List(unreachable)} {Phrase.For(unreachable.Count, "is", "are")} unreachable for {Phrase.List([.. answering.SelectMany(node => node.UnreachableFrom).Distinct()])}";
    }

    private static IEnumerable<string> DifferentMembers(List<NodeOverview> answering)
    {
        var views = answering.Where(node => node.Answer.IsMember)
            .GroupBy(node => string.Join('\n', MembersOf(node.Report!)))
            .Select(group => group.First())
            .ToList();
        if (views.Count < 2)
            yield break;
        var first = views[0];
        // Different numbers of members tell more than different members.
        var other = views.Find(view => view.Report!.Members.Count != first.Report!.Members.Count) ?? views[1];
        yield return first.Report!.Members.Count == other.Report!.Members.Count
            ? $"{first.Name} and {other.Name} see {Phrase.Count(first.Report.Members.Count, "member")} each, but not the same"
            : string.Create(CultureInfo.InvariantCulture, $"{first.Name} sees {Phrase.Count(first.Report.Members.Count, "member")}, {other.Name} {other.Report.Members.Count}");
    }

    private static IEnumerable<string> DifferentStates(List<NodeOverview> answering)
    {
        var states = answering.Select(node => node.Report!.Digest).Distinct().Count();
        if (states > 1)
            yield return string.Create(CultureInfo.InvariantCulture, $"there are {states} different states (*)");
    }

    private static IEnumerable<string> Unsaved(List<NodeOverview> answering)
    {
        var failing = answering.FindAll(node => node.Report!.StorageFault is not null);
        if (failing.Count > 0)
            yield return $"{Phrase.List([.. failing.Select(node => node.Name)])} can't save: {failing[0].Report!.StorageFault}";
    }

    private static IEnumerable<string> MembersOf(StatusReport report) => report.Members.Select(member => member.Name).Order(StringComparer.Ordinal);

    private static List<string> Named(IEnumerable<NodeOverview> nodes, Func<NodeOverview, bool> which) => [.. nodes.Where(which).Select(node => node.Name)];
}

internal static class Phrase
{
    private const int MaxNames = 3;

    /// <summary>Such as "Hands", "Hands and Welsh" or "Hands, Welsh, Ball and 4 more".</summary>
    public static string List(IReadOnlyList<string> names) => names switch
    {
        [] => "none",
        [var only] => only,
        { Count: <= MaxNames } => $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MaxNames))} and {names.Count - MaxNames} more"),
    };

    public static string For(int count, string one, string many) => count == 1 ? one : many;

    public static string Count(int count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
