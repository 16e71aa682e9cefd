namespace Herd.Actors.Locations;

/// <summary>Asks the registry for <see cref="RegistryStatus"/>.</summary>
public sealed record GetRegistryStatus
{
    public static GetRegistryStatus Instance { get; } = new();
}

/// <summary>What a node knows, in short.</summary>
/// <param name="Clients">How many locations it holds.</param>
/// <param name="Digest">A hash of them: equal at two nodes when they hold the same.</param>
/// <param name="Vector">Up to where it has everything.</param>
/// <param name="HasNoRoom">Whether it lacks what neighbours have, for want of room.</param>
public sealed record RegistryStatus(int Clients, ulong Digest, VersionVector Vector, bool HasNoRoom);
