using System.Globalization;
using System.Net;
using Herd.Actors.Membership;
using Herd.Actors.Storage;
using Herd.Node.Settings;

namespace Herd.Node.Hosting;

/// <summary>
/// The ports that a node had when it ran last: one that joined with any free ports comes back with the same, so that its
/// clients find it, and the herd knows it for the same. 0: there is none.
/// </summary>
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

    /// <param name="address">HOST:PORT; an IPv6 host has colons, and no brackets.</param>
    private static int PortOf(string address) =>
        int.TryParse(address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : 0;
}
