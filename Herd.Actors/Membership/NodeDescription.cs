using Herd.Actors.Gossip;

namespace Herd.Actors.Membership;

/// <summary>What a node tells every other of itself. It travels as its member's roles, so that whoever knows the member knows it.</summary>
/// <param name="Name">Unique in the herd.</param>
/// <param name="Host">Where others reach it: a name or an address.</param>
/// <param name="ClientPort">For clients.</param>
/// <param name="LinkPort">For neighbours.</param>
/// <param name="HttpPort">For HTTP.</param>
public sealed record NodeDescription(string Name, string Host, int ClientPort, int LinkPort, int HttpPort)
{
    private const string NamePrefix = "node-";
    private const string HostPrefix = "host-";
    private const string ClientPortPrefix = "client-port-";
    private const string LinkPortPrefix = "link-port-";
    private const string HttpPortPrefix = "http-port-";

    private const int MaxHostLength = 255;

    /// <summary>Whether a node could have told this of itself.</summary>
    public bool IsValid() =>
        Name is not null && NodeIdentity.IsValidName(Name)
        && Host is { Length: > 0 and <= MaxHostLength } && !Host.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && IsPort(ClientPort) && IsPort(LinkPort) && IsPort(HttpPort);

    /// <summary>As roles of a member of the cluster (<c>akka.cluster.roles</c>).</summary>
    public IReadOnlyList<string> ToRoles() =>
    [
        NamePrefix + Name,
        HostPrefix + Host,
        FormattableString.Invariant($"{ClientPortPrefix}{ClientPort}"),
        FormattableString.Invariant($"{LinkPortPrefix}{LinkPort}"),
        FormattableString.Invariant($"{HttpPortPrefix}{HttpPort}"),
    ];

    /// <summary>Reads a member's roles. Null: they aren't those of a herd's node.</summary>
    public static NodeDescription? TryFromRoles(IEnumerable<string> roles)
    {
        string? name = null, host = null;
        int? clients = null, links = null, http = null;
        foreach (var role in roles)
        {
            name ??= After(role, NamePrefix);
            host ??= After(role, HostPrefix);
            clients ??= Port(role, ClientPortPrefix);
            links ??= Port(role, LinkPortPrefix);
            http ??= Port(role, HttpPortPrefix);
        }

        return name is { Length: > 0 } && host is { Length: > 0 } && clients is { } clientPort && links is { } linkPort && http is { } httpPort
            ? new NodeDescription(name, host, clientPort, linkPort, httpPort)
            : null;
    }

    private static bool IsPort(int port) => port is >= 0 and <= ushort.MaxValue;

    private static string? After(string role, string prefix) =>
        role.StartsWith(prefix, StringComparison.Ordinal) ? role[prefix.Length..] : null;

    private static int? Port(string role, string prefix) =>
        ushort.TryParse(After(role, prefix), out var port) ? port : null;
}
