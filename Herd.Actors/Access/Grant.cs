namespace Herd.Actors.Access;

/// <param name="Name">The key's; empty: no key was shown.</param>
/// <param name="Clients">The clients whose locations it may report and read.</param>
public sealed record Grant(string Name, Permissions May, ClientPattern Clients)
{
    /// <summary>May report and read all clients.</summary>
    public bool IsUnlimited { get; } = Clients.IsAll && May.HasFlag(Permissions.Report | Permissions.Read);

    /// <summary>May read all clients, and totals over them.</summary>
    public bool MayReadAll => Clients.IsAll && May.HasFlag(Permissions.Read);

    public bool IsAdmin => May.HasFlag(Permissions.Admin);

    public bool MayReport(ReadOnlySpan<byte> client) => May.HasFlag(Permissions.Report) && Clients.Covers(client);

    public bool MayRead(ReadOnlySpan<byte> client) => May.HasFlag(Permissions.Read) && Clients.Covers(client);
}

[Flags]
public enum Permissions
{
    None = 0,

    /// <summary>Report locations.</summary>
    Report = 1,

    /// <summary>Query locations.</summary>
    Read = 2,

    /// <summary>Forget clients, remove nodes.</summary>
    Admin = 4,
}
