using System.Globalization;
using System.Net;
using Herd.Actors.Membership;
using Herd.Actors.Storage;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

/// <summary>Ports of the node's last run, so that one that joined with any free ports gets the same again. 0: none.</summary>
/// <remarks>Its clients find it then, and the herd recognizes it.</remarks>
internal sealed record EarlierPorts(int Client, int Link, int Cluster, int Http)
{
    public static EarlierPorts None { get; } = new(0, 0, 0, 0);

    public static EarlierPorts Read(HerdSettings herd, NodeSettings node)
    {
        if (herd.Joining?.Name != node.Name || herd.Joining.IsInFile || herd.Storage.Provider == StorageProvider.None)
            return None;
        var itself = new MembersFile(herd.FolderOf(node.Name)).Read(out _)
            .FirstOrDefault(contact => contact.Node.Name == node.Name);
        return itself is null
            ? None
            : new EarlierPorts(itself.Node.ClientPort, itself.Node.LinkPort, PortOf(itself.Address), itself.Node.HttpPort);
    }

    /// <param name="address">HOST:PORT. An IPv6 host has no brackets.</param>
    private static int PortOf(string address) =>
        int.TryParse(address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : 0;
}
