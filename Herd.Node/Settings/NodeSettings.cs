namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.nodes.NAME</c>. A port 0 is any free port.</summary>
/// <param name="Name">Letters, digits, '-', '_' and '.'; at most 100.</param>
/// <param name="Host">Where others reach the node: a name or an address.</param>
/// <param name="Bind">Where the node listens: a name or an address.</param>
/// <param name="ClientPort">For clients.</param>
/// <param name="LinkPort">For neighbours.</param>
/// <param name="ClusterPort">For the herd's membership.</param>
/// <param name="HttpPort">For HTTP.</param>
public sealed record NodeSettings(
    string Name, string Host, string Bind, int ClientPort, int LinkPort, int ClusterPort, int HttpPort)
{
    /// <summary>The path of one of the node's settings, as in <c>herd.nodes.Goloman.client-port</c>.</summary>
    public string PathOf(string setting) => SettingPath.Join("herd", "nodes", Name, setting);
}
