using Akka.Configuration;
using Herd.Actors.Clients;
using Herd.Actors.Gossip;
using Herd.Actors.Places;
using Herd.Actors.Protocol;
using Herd.Actors.Storage;
using Herd.Actors.Streams;

namespace Herd.Node.Settings;

/// <summary>A herd file with what overrides it, every value checked.</summary>
/// <param name="Name"><c>herd.name</c>.</param>
/// <param name="DataDirectory"><c>herd.data-dir</c>: holds a folder per node.</param>
/// <param name="Nodes">In the file's order, at least one.</param>
/// <param name="Links"><c>herd.links</c>.</param>
/// <param name="Client"><c>herd.client</c>.</param>
/// <param name="Link"><c>herd.link</c>.</param>
/// <param name="Places"><c>herd.places</c>.</param>
/// <param name="Storage"><c>herd.storage</c>.</param>
/// <param name="Locations"><c>herd.locations</c>.</param>
/// <param name="Log"><c>herd.log</c>.</param>
/// <param name="Access"><c>herd.access</c>.</param>
/// <param name="Map"><c>herd.map</c>.</param>
/// <param name="Stream"><c>herd.stream</c>.</param>
/// <param name="Phones"><c>herd.phones</c>.</param>
/// <param name="Tls"><c>herd.tls</c>, and which ports have it.</param>
/// <param name="Telemetry"><c>herd.telemetry</c>.</param>
/// <param name="IsInsecure"><c>herd.insecure</c>: links without TLS may be at public addresses.</param>
/// <param name="Akka">The section <c>akka</c>, for the actor systems.</param>
/// <param name="Joining">The node that joins the herd, one of <paramref name="Nodes"/>; null: none does.</param>
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
    /// <summary>The nodes that stand in the file.</summary>
    public IEnumerable<NodeSettings> FileNodes => Nodes.Where(node => Joining is not { IsInFile: false } || node.Name != Joining.Name);

    /// <summary>Reads a herd file and lays the environment and then the command line over it.</summary>
    /// <param name="herd">A shipped herd's name or a file's path; null: the shipped goloman.</param>
    /// <param name="sets">The command line's <c>PATH=VALUE</c>s; a later one counts.</param>
    /// <param name="environment">Variables; those that begin with <c>HERD__</c> are settings.</param>
    /// <param name="joining">A node that needn't stand in the file; its ports are then any free ones, by default.</param>
    /// <exception cref="SettingsException">Something in them is wrong.</exception>
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

    /// <summary>The node of that name, or null.</summary>
    public NodeSettings? FindNode(string name) => Nodes.FirstOrDefault(node => node.Name == name);

    /// <summary>Where a node keeps its files.</summary>
    /// <param name="node">Its name.</param>
    public string FolderOf(string node) => Path.Combine(DataDirectory, node);

    /// <summary>How its nodes hash clients' IDs.</summary>
    public ClientHash MakeClientHash() => new(Name, Link.Secret);

    /// <summary>How its nodes seal cursors of the stream.</summary>
    public CursorSeal MakeCursorSeal() => new(Name, Link.Secret);

    /// <summary>The nodes that a node has a link with, as long as nobody joined and all can be reached.</summary>
    public IEnumerable<NodeSettings> NeighboursOf(NodeSettings node) =>
        Links.NeighboursOf(
                node.Name,
                [.. FileNodes.Select(member => member.Name)],
                Joining is { IsInFile: false } ? [Joining.Name] : [],
                unreachable: [])
            .Select(name => FindNode(name)!);

    /// <summary>With the link and cluster ports that nodes really have, where the file has 0.</summary>
    /// <param name="ports">By node; those of other nodes stay as they are.</param>
    internal HerdSettings WithPorts(IReadOnlyDictionary<string, (int Link, int Cluster)> ports) => this with
    {
        Nodes =
        [
            .. Nodes.Select(node => ports.TryGetValue(node.Name, out var real)
                ? node with { LinkPort = real.Link, ClusterPort = real.Cluster }
                : node),
        ],
    };

    /// <summary>Without the settings, which hold secrets.</summary>
    public override string ToString() => $"herd {Name}";
}
