namespace Herd.Actors.Locations.Spatial;

/// <summary>In units of 10⁻⁷ degrees, edges included. May reach beyond the globe in the north and east, where no point is.</summary>
internal readonly record struct CellBounds(long South, long West, long North, long East);
