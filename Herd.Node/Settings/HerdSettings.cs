using Akka.Configuration;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Places;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Actors.Streams;

namespace Herd.Node.Settings;

/// <summary>All settings of a herd file and its overrides, checked. Each parameter is the section of its name.</summary>
/// <param name="DataDirectory">Has a folder per node.</param>
/// <param name="Nodes">In the file's order; at least one.</param>
/// <param name="IsInsecure">Links without TLS may use public addresses.</param>
/// <param name="Akka">The section <c>akka</c>, for the actor systems.</param>
/// <param name="Joining">The node that joins the herd, one of <paramref name="Nodes"/>; null: none.</param>
public sealed record HerdSettings(
    string Name,
    string DataDirectory,
    IReadOnlyList<NodeSettings> Nodes,
    LinkPlan Links,
    ClientSettings Client,
    LinkSettings Link,
    PlacesSettings Places,
    StorageSettings Storage,
    LocationSettings Locations,
    MessageLogSettings Log,
    AccessSettings Access,
    MapSettings Map,
    StreamSettings Stream,
    PhoneSettings Phones,
    TlsSettings Tls,
    TelemetrySettings Telemetry,
    bool IsInsecure,
    Config Akka,
    Joining? Joining = null)
{
    public IEnumerable<NodeSettings> FileNodes => Nodes.Where(node => Joining is not { IsInFile: false } || node.Name != Joining.Name);

    /// <summary>Reads a herd file. The environment overrides it, and the command line overrides both.</summary>
    /// <param name="herd">A shipped herd's name or a file's path; null: the default herd.</param>
    /// <param name="sets"><c>PATH=VALUE</c>; the last for a path counts.</param>
    /// <param name="environment">Variables that begin with <c>HERD__</c> are settings.</param>
    /// <param name="joining">A node that needn't be in the file; its ports default to any free ones.</param>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static HerdSettings Load(
        string? herd, IReadOnlyList<string> sets, IEnumerable<KeyValuePair<string, string>> environment, Joining? joining = null)
    {
        var file = HerdFile.Find(herd ?? HerdFile.Default);
        var settings = file.Read();
        var overrides = EnvironmentOverrides.Read(environment, settings)
            .Concat(sets.Select(Override.OfCommandLine))
            .ToList();
        if (joining is not null && settings.HasPath(SettingPath.Join("herd", "nodes", joining.Name)))
            joining = joining with { IsInFile = true };
        var origins = new SettingOrigins(file.Name, settings, overrides);
        return HerdSettingsReader.Read(Override.LayOver(settings, overrides), origins, joining);
    }

    public NodeSettings? FindNode(string name) => Nodes.FirstOrDefault(node => node.Name == name);

    public string FolderOf(string node) => Path.Combine(DataDirectory, node);

    public ClientHash MakeClientHash() => new(Name, Link.Secret);

    public CursorSeal MakeCursorSeal() => new(Name, Link.Secret);

    /// <summary>A node's neighbours while nobody has joined and all are reachable.</summary>
    public IEnumerable<NodeSettings> NeighboursOf(NodeSettings node) =>
        Links.NeighboursOf(
                node.Name,
                [.. FileNodes.Select(member => member.Name)],
                Joining is { IsInFile: false } ? [Joining.Name] : [],
                unreachable: [])
            .Select(name => FindNode(name)!);

    /// <summary>Replaces link and cluster ports by the real ones, where the file has 0.</summary>
    internal HerdSettings WithPorts(IReadOnlyDictionary<string, (int Link, int Cluster)> ports) => this with
    {
        Nodes =
        [
            .. Nodes.Select(node => ports.TryGetValue(node.Name, out var real)
                ? node with { LinkPort = real.Link, ClusterPort = real.Cluster }
                : node),
        ],
    };

    /// <summary>Doesn't show the settings, which include secrets.</summary>
    public override string ToString() => $"herd {Name}";
}
