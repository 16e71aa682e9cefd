using System.Net;
using Herd.Actors.Gossip;
using Herd.Actors.Protocol;
using Herd.Node.Hosting;

namespace Herd.Node.Settings;

internal static class NodesReader
{
    /// <param name="joining">A node that the file may omit, and so may its ports; null: none.</param>
    public static IReadOnlyList<NodeSettings> Read(SettingsSection herd, Joining? joining)
    {
        var section = herd.Section("nodes");
        if (section.Names.Count == 0)
        {
            herd.Refuse("nodes", "expected at least one node, found none; add one, as in nodes { Goloman { client-port = 12000, link-port = 12100 } }");
            return [];
        }

        List<NodeSettings> nodes = [];
        foreach (var name in section.Names.Concat(joining is null ? [] : new[] { joining.Name }).Distinct())
        {
            if (!NodeName.IsValid(name))
                section.Refuse(name, NoName(name));
            else if (nodes.Find(node => node.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } namesake)
                section.Refuse(name, $"expected names that differ in more than case, for each node has a folder of its name; found {namesake.Name} too");
            nodes.Add(ReadNode(name, section.Section(name), joining is { IsInFile: false } && name == joining.Name ? joining : null));
        }

        RefuseSharedPorts(section, nodes);
        return nodes;
    }

    /// <exception cref="SettingsException">The name is no valid node name.</exception>
    public static string CheckName(string name) => NodeName.IsValid(name) ? name : throw new SettingsException(NoName(name));

    private static string NoName(string name) =>
        $"expected a node's name of letters, digits, '-', '_' and '.', a letter or digit first and last, at most {NodeName.MaxLength}, found {SettingsCheck.Show(name)}";

    /// <param name="joining">Has defaults for a node that isn't in the file; null: it is.</param>
    private static NodeSettings ReadNode(string name, SettingsSection node, Joining? joining)
    {
        int? port = joining is null ? null : 0;
        var host = node.Text("host", joining?.Host ?? "127.0.0.1", "the name or address of a host", host => IsHost(host) || host.Length == 0);
        if (host.Length == 0 || IsAnyAddress(host))
            node.Refuse("host", $"expected the name or address that others reach the node at, found {SettingsCheck.Show(host)}; to listen on all addresses set bind");
        return new NodeSettings(
            name,
            host,
            node.Text("bind", host, "the name or address of a host", IsHost),
            node.Port("client-port", port),
            node.Port("link-port", port),
            node.Port("cluster-port", 0),
            node.Port("http-port", 0));
    }

    private static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown;

    /// <summary>Connecting to such an address reaches the own machine.</summary>
    private static bool IsAnyAddress(string host) =>
        IPAddress.TryParse(host.TrimEnd('.'), out var address) && PrivateAddress.IsAny(address);

    private static void RefuseSharedPorts(SettingsSection section, List<NodeSettings> nodes)
    {
        Dictionary<(string Host, int Port), string> owners = [];
        foreach (var node in nodes)
        {
            RefuseIfShared(node, "client-port", node.ClientPort);
            RefuseIfShared(node, "link-port", node.LinkPort);
            RefuseIfShared(node, "cluster-port", node.ClusterPort);
            RefuseIfShared(node, "http-port", node.HttpPort);
        }

        void RefuseIfShared(NodeSettings node, string setting, int port)
        {
            if (port == 0 || owners.TryAdd((node.Host, port), node.PathOf(setting)))
                return;
            section.Check.Refuse(node.PathOf(setting), $"expected a port that nothing else has on {node.Host}, found {port}, which is {owners[(node.Host, port)]} too");
        }
    }
}
