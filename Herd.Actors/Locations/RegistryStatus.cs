namespace Herd.Actors.Locations;

public sealed record GetRegistryStatus
{
    public static GetRegistryStatus Instance { get; } = new();
}

/// <param name="Digest">Equal on two nodes that hold the same locations.</param>
/// <param name="HasNoRoom">Whether it lacks what neighbours have, for want of room.</param>
public sealed record RegistryStatus(int Clients, ulong Digest, VersionVector Vector, bool HasNoRoom);
