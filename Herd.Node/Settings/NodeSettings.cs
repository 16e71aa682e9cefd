namespace Herd.Node.Settings;

/// <summary>Settings under <c>herd.nodes.NAME</c>. A port 0 is any free port.</summary>
/// <param name="Host">The name or address by which others reach the node.</param>
/// <param name="Bind">The name or address on which the node listens.</param>
public sealed record NodeSettings(
    string Name, string Host, string Bind, int ClientPort, int LinkPort, int ClusterPort, int HttpPort)
{
    /// <summary>A setting's path, such as <c>herd.nodes.Goloman.client-port</c>.</summary>
    public string PathOf(string setting) => SettingPath.Join("herd", "nodes", Name, setting);
}
