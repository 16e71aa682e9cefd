namespace Herd.Actors.Access;

/// <summary>What somebody may do, and with which clients.</summary>
/// <param name="Name">The key's; empty: no key was shown.</param>
/// <param name="May">What it may do.</param>
/// <param name="Clients">The clients whose locations it may report and read.</param>
public sealed record Grant(string Name, Permissions May, ClientPattern Clients)
{
    /// <summary>Whether no report and no question is refused.</summary>
    public bool IsUnlimited { get; } = Clients.IsAll && May.HasFlag(Permissions.Report | Permissions.Read);

    /// <summary>Whether it may read all clients, and what sums them up.</summary>
    public bool MayReadAll => Clients.IsAll && May.HasFlag(Permissions.Read);

    public bool IsAdmin => May.HasFlag(Permissions.Admin);

    /// <param name="client">An ID.</param>
    public bool MayReport(ReadOnlySpan<byte> client) => May.HasFlag(Permissions.Report) && Clients.Covers(client);

    /// <param name="client">An ID.</param>
    public bool MayRead(ReadOnlySpan<byte> client) => May.HasFlag(Permissions.Read) && Clients.Covers(client);
}
