using System.Net;
using Akka.Actor;
using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Map;

/// <summary>The HTTP addresses of the herd file's nodes and of all members, as this node knows them.</summary>
internal sealed class HerdDirectory(HerdSettings herd, string node, int httpPort, IMembershipAccess membership)
{
    /// <param name="Http">Without a path.</param>
    /// <param name="Reachable">Null: not a member, as far as this node knows.</param>
    internal sealed record Entry(string Name, Uri Http, bool? Reachable)
    {
        /// <summary>In the form of a browser's Origin header.</summary>
        public string Origin => Http.GetLeftPart(UriPartial.Authority);
    }

    public string Herd => herd.Name;

    public string Node => node;

    /// <summary>This node comes first.</summary>
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

    /// <summary>Whether an origin is a node's address, or a name in <c>herd.access.hosts</c> with a node's port.</summary>
    public async Task<bool> IsPageAsync(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsPageOf(page, (await ReadAsync().ConfigureAwait(false)).Select(entry => entry.Http), herd.Access.Hosts);

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
