namespace Akka.Remote.Transport;

/// <summary>A connection over which TLS speaks.</summary>
/// <param name="Stream">With TLS.</param>
/// <param name="Refusal">
/// Why the other end's certificate isn't accepted; null: it is. The handshake is brought to its end all the same, so that the
/// other end can be told; nothing else may be said to it.
/// </param>
internal sealed record SecuredStream(Stream Stream, string? Refusal);
