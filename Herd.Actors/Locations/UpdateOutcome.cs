namespace Herd.Actors.Locations;

/// <summary>What became of an update.</summary>
public enum UpdateOutcome
{
    /// <summary>Stored: the first location of its client.</summary>
    NewClient,

    /// <summary>Stored in place of an older location.</summary>
    Newer,

    /// <summary>Not stored, for a newer location is; but the vector grew by it, so neighbours want it too.</summary>
    Superseded,

    /// <summary>Not stored, for a newer location, or this very one, is. Of no use to anybody.</summary>
    Stale,

    /// <summary>The vector covers it. Of no use to anybody.</summary>
    Covered,

    /// <summary>Not stored, and not covered: there is no room for it (<see cref="LocationLimits"/>).</summary>
    NoRoom,
}
