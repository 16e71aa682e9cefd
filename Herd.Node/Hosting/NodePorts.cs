using System.Net;
using System.Net.Sockets;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

/// <summary>The ports of a node.</summary>
internal sealed record NodePorts(NodePort Clients, NodePort Links, NodePort Http) : IDisposable
{
    /// <summary>Takes them all, or none.</summary>
    /// <exception cref="SettingsException">One can't be had.</exception>
    public static NodePorts Open(NodeSettings node)
    {
        var address = Resolve(node);
        List<NodePort> ports = [];
        try
        {
            ports.Add(NodePort.Open(node, address, "client-port", node.ClientPort));
            ports.Add(NodePort.Open(node, address, "link-port", node.LinkPort));
            ports.Add(NodePort.Open(node, address, "http-port", node.HttpPort));
            return new NodePorts(ports[0], ports[1], ports[2]);
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
        Http.Dispose();
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
            // No such name: told below.
        }

        throw new SettingsException(
            $"{node.Name}: {node.PathOf("bind")}: expected a name or an address of this machine, found {SettingsCheck.Show(node.Bind)}, which has no address; set bind (default: the node's host)");
    }
}
