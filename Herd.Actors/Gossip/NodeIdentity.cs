namespace Herd.Actors.Gossip;

/// <summary>Who this node is to others.</summary>
/// <param name="Herd">The herd's name.</param>
/// <param name="Name">The node's name, unique in the herd.</param>
/// <param name="Epoch">The boot epoch: higher at every start; POSIX nanoseconds of the start.</param>
public sealed record NodeIdentity(string Herd, string Name, ulong Epoch);
