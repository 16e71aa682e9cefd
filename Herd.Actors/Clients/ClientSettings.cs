namespace Herd.Actors.Clients;

/// <summary>Settings under <c>herd.client</c>.</summary>
/// <param name="MaxLineLength">Longest line taken from a client, in bytes, its line ending not counted.</param>
/// <param name="UnknownClientGrace">How long a WHATSAT waits for a client that this node doesn't know yet.</param>
/// <param name="CloseOnInvalid">Whether an invalid command closes its connection after the answer.</param>
/// <param name="MaxConnections">Connections open at one time; one more is closed at once.</param>
/// <param name="IdleTimeout">A connection on which nothing moves for this long is closed; zero: never.</param>
/// <param name="MaxConnectionsPerAddress">Connections open at one time from one <see cref="ClientAddress"/>; one more is closed at once.</param>
/// <param name="MaxIdLength">Longest client ID, in bytes; a command with a longer one is invalid.</param>
/// <param name="MaxAhead">An IAMAT whose time is later than the node's by more than this is invalid.</param>
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
