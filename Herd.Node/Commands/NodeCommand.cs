using Herd.Node.Hosting;
using Herd.Node.Settings;

namespace Herd.Node.Commands;

internal static class NodeCommand
{
    public static Task<int> RunAsync(HerdSettings herd, string name) =>
        NodeRunner.RunAsync(herd, [Find(herd, name)], hosts => Console.Out.WriteLine(Describe(herd, hosts[0])));

    /// <exception cref="SettingsException">The herd has no such node.</exception>
    public static NodeSettings Find(HerdSettings herd, string name)
    {
        var names = herd.Nodes.Select(node => node.Name).ToList();
        var suggestion = NearestName.Similar(name, names) is { } nearest ? $"; did you mean {nearest}?" : "";
        return herd.FindNode(name) ?? throw new SettingsException(
            $"herd {herd.Name} has no node {SettingsCheck.Show(name)}{suggestion} (nodes: {string.Join(", ", names)})");
    }

    private static string Describe(HerdSettings herd, NodeHost host) =>
        $"{host.Node.Name} ready (clients {host.Ports.Clients}, links {host.Ports.Links}, cluster {host.Ports.Cluster}, {herd.Tls.HttpScheme}://{host.Ports.Http}, {AkkaVersion.Text}, up to {herd.Locations.DescribeMemory(1)})";
}
