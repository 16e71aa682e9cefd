using System.Net;
using Akka.Actor;
using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Map;

/// <summary>Where the herd's nodes answer over HTTP, as one of them knows it: the herd file's nodes, and the members.</summary>
/// <param name="herd">Their herd.</param>
/// <param name="node">This node's name.</param>
/// <param name="httpPort">This node's.</param>
/// <param name="membership">Knows the members.</param>
internal sealed class HerdDirectory(HerdSettings herd, string node, int httpPort, IMembershipAccess membership)
{
    /// <summary>One node.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Http">Where it answers; no path.</param>
    /// <param name="Reachable">Whether it is a member that answers; null: it is no member, as far as is known.</param>
    internal sealed record Entry(string Name, Uri Http, bool? Reachable)
    {
        /// <summary>As a browser says where a page is from.</summary>
        public string Origin => Http.GetLeftPart(UriPartial.Authority);
    }

    public string Herd => herd.Name;

    public string Node => node;

    /// <summary>All nodes, this one first.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync()
    {
        var own = herd.FindNode(node)!;
        List<Entry> nodes = [EntryOf(node, own.Host, httpPort, true)];
        foreach (var member in await MembersAsync().ConfigureAwait(false))
            Add(EntryOf(member.Name, member.Node.Host, member.Node.HttpPort, member.IsReachable));
        foreach (var other in herd.FileNodes.Where(other => other.HttpPort != 0))
            Add(EntryOf(other.Name, other.Host, other.HttpPort, null));
        return nodes;

        void Add(Entry entry)
        {
            if (!nodes.Exists(known => known.Name == entry.Name))
                nodes.Add(entry);
        }
    }

    /// <summary>Whether a page comes from a node of the herd: an address of one, or a name of <c>herd.access.hosts</c> and a node's port.</summary>
    /// <param name="origin">As a browser says it.</param>
    public async Task<bool> IsPageAsync(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsPageOf(page, (await ReadAsync().ConfigureAwait(false)).Select(entry => entry.Http), herd.Access.Hosts);

    /// <inheritdoc cref="IsPageAsync"/>
    /// <param name="page">Its origin.</param>
    /// <param name="nodes">Where nodes answer.</param>
    /// <param name="hosts">Other names of theirs.</param>
    public static bool IsPageOf(Uri page, IEnumerable<Uri> nodes, IEnumerable<string> hosts) =>
        nodes.Any(node => page.Scheme == node.Scheme && page.Port == node.Port
            && (page.IdnHost.Equals(node.IdnHost, StringComparison.OrdinalIgnoreCase)
                || (IsLoopback(page) && IsLoopback(node))
                || hosts.Contains(page.IdnHost, StringComparer.OrdinalIgnoreCase)));

    private async Task<IReadOnlyList<Actors.Membership.HerdMember>> MembersAsync()
    {
        try
        {
            return (await membership.GetAsync().ConfigureAwait(false)).All;
        }
        catch (AskTimeoutException)
        {
            return [];
        }
    }

    private Entry EntryOf(string name, string host, int port, bool? isReachable) => new(name, new UriBuilder(herd.Tls.HttpScheme, host, port).Uri, isReachable);

    private static bool IsLoopback(Uri uri) =>
        uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));
}
