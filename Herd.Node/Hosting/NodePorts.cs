using System.Net;
using System.Net.Sockets;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

internal sealed record NodePorts(NodePort Clients, NodePort Links, NodePort Cluster, NodePort Http) : IDisposable
{
    /// <param name="earlier">Ports to take again where the settings have 0.</param>
    /// <param name="patience">How long to wait for taken ports, in total.</param>
    /// <exception cref="SettingsException">A port isn't available. Then none is taken.</exception>
    public static async Task<NodePorts> OpenAsync(NodeSettings node, EarlierPorts earlier, Patience patience)
    {
        var address = Resolve(node);
        List<NodePort> ports = [];
        try
        {
            ports.Add(await OpenAsync(node, address, "client-port", node.ClientPort, earlier.Client, patience).ConfigureAwait(false));
            ports.Add(await OpenAsync(node, address, "link-port", node.LinkPort, earlier.Link, patience).ConfigureAwait(false));
            ports.Add(await OpenAsync(node, address, "cluster-port", node.ClusterPort, earlier.Cluster, patience).ConfigureAwait(false));
            ports.Add(await OpenAsync(node, address, "http-port", node.HttpPort, earlier.Http, patience).ConfigureAwait(false));
            return new NodePorts(ports[0], ports[1], ports[2], ports[3]);
        }
        catch
        {
            ports.ForEach(port => port.Dispose());
            throw;
        }
    }

    public void Dispose()
    {
        Clients.Dispose();
        Links.Dispose();
        Cluster.Dispose();
        Http.Dispose();
    }

    private static async Task<NodePort> OpenAsync(
        NodeSettings node, IPAddress address, string setting, int port, int earlier, Patience patience)
    {
        if (port == 0 && earlier != 0)
        {
            try
            {
                return await NodePort.OpenAsync(node, address, setting, earlier, patience).ConfigureAwait(false);
            }
            catch (SettingsException)
            {
                // Taken by now: use any free one.
            }
        }

        return await NodePort.OpenAsync(node, address, setting, port, patience).ConfigureAwait(false);
    }

    /// <summary>A name's first address, IPv4 before IPv6.</summary>
    private static IPAddress Resolve(NodeSettings node)
    {
        if (IPAddress.TryParse(node.Bind, out var literal))
            return literal;
        try
        {
            if (System.Net.Dns.GetHostAddresses(node.Bind).MinBy(address => address.AddressFamily) is { } address)
                return address;
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            // No such name: thrown below.
        }

        throw new SettingsException(
            $"{node.Name}: {node.PathOf("bind")}: expected a name or an address of this machine, found {SettingsCheck.Show(node.Bind)}, which has no address; set bind (default: the node's host)");
    }
}
