namespace Herd.Actors.Clients;

/// <summary>Settings under <c>herd.client</c>.</summary>
/// <param name="MaxLineLength">In bytes, without the line ending.</param>
/// <param name="UnknownClientGrace">How long a WHATSAT waits for a client that this node doesn't know yet.</param>
/// <param name="IdleTimeout">Zero: never.</param>
/// <param name="MaxIdLength">In bytes.</param>
/// <param name="MaxAhead">Limit for an IAMAT's time ahead of this node's clock.</param>
public sealed record ClientSettings(
    int MaxLineLength,
    TimeSpan UnknownClientGrace,
    bool CloseOnInvalid,
    int MaxConnections,
    TimeSpan IdleTimeout,
    int MaxConnectionsPerAddress,
    int MaxIdLength,
    TimeSpan MaxAhead)
{
    public static ClientSettings Default { get; } = new(
        8 * 1024, TimeSpan.FromMilliseconds(250), false, 100_000, TimeSpan.FromMinutes(30), 1_000, 1024, TimeSpan.FromHours(24));
}
