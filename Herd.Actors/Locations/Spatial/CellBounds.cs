namespace Herd.Actors.Locations.Spatial;

/// <summary>What a cell covers, edges included, in units of 10⁻⁷ degrees. It may reach beyond the globe in the north and east, where nobody is.</summary>
internal readonly record struct CellBounds(long South, long West, long North, long East);
