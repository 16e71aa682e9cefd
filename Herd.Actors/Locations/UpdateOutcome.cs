namespace Herd.Actors.Locations;

public enum UpdateOutcome
{
    NewClient,

    Newer,

    /// <summary>Not stored, since a newer location is or it has expired; but the vector grew by it, so neighbours need it.</summary>
    Superseded,

    /// <summary>Not stored, since this or a newer location is, or it has expired. Nobody needs it.</summary>
    Stale,

    /// <summary>The vector covers it already. Nobody needs it.</summary>
    Covered,

    /// <summary>Neither stored nor covered: there is no room for it (<see cref="LocationLimits"/>).</summary>
    NoRoom,
}
