using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Survey;

/// <summary>Asks all nodes of a herd in parallel: the initial ones, and members that their answers name.</summary>
/// <remarks>A repeated survey keeps the nodes that it found, and their rows' order.</remarks>
internal sealed class HerdSurvey
{
    private readonly NodeHttp _http;
    private readonly HashSet<string> _inFile;

    private readonly List<NodeAddress> _start;

    /// <summary>Nodes outside the herd file, by name.</summary>
    private readonly Dictionary<string, NodeAddress> _found = [];

    private readonly List<string> _order;

    /// <summary>Null: unknown yet.</summary>
    private string? _herd;

    private HerdSurvey(NodeHttp http, string? herd, List<NodeAddress> start, List<string> inFile)
    {
        _http = http;
        _herd = herd;
        _start = start;
        _order = inFile;
        _inFile = [.. inFile];
    }

    public static HerdSurvey Of(NodeHttp http, HerdSettings herd) =>
        new(http, herd.Name, [.. herd.Nodes.Select(NodeAddress.Of)], [.. herd.Nodes.Select(node => node.Name)]);

    /// <summary>Begins with any node of any herd.</summary>
    public static HerdSurvey At(NodeHttp http, NodeAddress node) => new(http, null, [node with { Name = null }], []);

    public async Task<HerdOverview> AskAsync(CancellationToken cancellation)
    {
        Dictionary<string, NodeAnswer> answers = [];
        HashSet<NodeAddress> asked = [];
        List<NodeAddress> next = [.. _start, .. _found.Values];
        while (next.Count > 0)
        {
            asked.UnionWith(next);
            foreach (var answer in await Task.WhenAll(next.Select(node => AskAsync(node, cancellation))).ConfigureAwait(false))
                Record(answer, answers);
            next = [.. Unasked(answers, asked)];
        }

        ForgetGone(answers);
        foreach (var answer in answers.Values.Where(answer => !answer.IsInFile))
            Remember(answer);
        _order.RemoveAll(name => !answers.ContainsKey(name));
        _order.AddRange(answers.Keys.Except(_order).Order(StringComparer.Ordinal).ToList());
        return HerdOverview.Of(_herd, [.. _order.Select(name => answers[name])]);
    }

    private async Task<NodeAnswer> AskAsync(NodeAddress node, CancellationToken cancellation)
    {
        var (report, error) = await _http.StatusAsync(node, cancellation).ConfigureAwait(false);
        var name = node.Name ?? report?.Node ?? node.ToString();
        var isInFile = _inFile.Contains(name);
        if (report is null)
            return new NodeAnswer(name, isInFile, node, null, error);
        _herd ??= report.Herd;
        if (report.Herd == _herd && report.Node == name)
            return new NodeAnswer(name, isInFile, node, report);
        var stranger = new Stranger(report.Node, report.Herd == _herd ? null : report.Herd);
        return new NodeAnswer(name, isInFile, node, null, $"{stranger} answers at {node}", stranger);
    }

    /// <summary>A node may be asked at several addresses. The one where it answers counts, or else the first.</summary>
    private static void Record(NodeAnswer answer, Dictionary<string, NodeAnswer> answers)
    {
        if (answer.Report is not null || !answers.ContainsKey(answer.Name))
            answers[answer.Name] = answer;
    }

    /// <summary>Members without a report yet, at all addresses that others name.</summary>
    private static IEnumerable<NodeAddress> Unasked(Dictionary<string, NodeAnswer> answers, HashSet<NodeAddress> asked) => answers.Values
        .SelectMany(answer => answer.Report?.Members ?? [])
        .Select(member => new NodeAddress(member.Name, member.Host, member.HttpPort))
        .Distinct()
        .Where(node => answers.GetValueOrDefault(node.Name!)?.Report is null && !asked.Contains(node));

    /// <summary>Forgets nodes outside the herd file that no answering member has: they were removed, or left.</summary>
    private void ForgetGone(Dictionary<string, NodeAnswer> answers)
    {
        var members = answers.Values.Where(answer => answer.IsMember).SelectMany(answer => answer.Report!.Members).Select(member => member.Name).ToHashSet();
        if (members.Count == 0)
            return;
        foreach (var name in _found.Keys.Where(name => answers[name].Report is null && !members.Contains(name)).ToList())
        {
            _found.Remove(name);
            answers.Remove(name);
        }
    }

    private void Remember(NodeAnswer answer)
    {
        if (answer.Address.Name is not null)
        {
            _found[answer.Name] = answer.Address;
        }
        else if (answer.Report is not null)
        {
            _found[answer.Name] = answer.Address with { Name = answer.Name };
            _start.Clear();
        }
    }
}
