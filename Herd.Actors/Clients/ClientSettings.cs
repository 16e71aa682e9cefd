namespace Herd.Actors.Clients;

/// <summary>Settings under <c>herd.client</c>.</summary>
/// <param name="MaxLineLength">Longest line taken from a client, in bytes, its line ending not counted.</param>
/// <param name="UnknownClientGrace">How long a WHATSAT waits for a client that this node doesn't know yet.</param>
/// <param name="CloseOnInvalid">Whether an invalid command closes its connection after the answer.</param>
/// <param name="MaxConnections">Connections open at one time; one more is closed at once.</param>
/// <param name="IdleTimeout">A connection on which nothing comes for this long is closed; zero: never.</param>
public sealed record ClientSettings(
    int MaxLineLength,
    TimeSpan UnknownClientGrace,
    bool CloseOnInvalid,
    int MaxConnections,
    TimeSpan IdleTimeout)
{
    public static ClientSettings Default { get; } = new(8 * 1024, TimeSpan.FromMilliseconds(250), false, 100_000, TimeSpan.Zero);
}
