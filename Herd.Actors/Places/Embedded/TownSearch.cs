namespace Herd.Actors.Places.Embedded;

/// <summary>Finds the most prominent towns in a circle. It looks only at the bands and longitudes of the circle's bounding box.</summary>
internal static class TownSearch
{
    /// <summary>Mean radius (IUGG).</summary>
    public const double EarthRadiusKilometres = 6371.0088;

    private const int Units = TownData.UnitsPerDegree;
    private const int HalfTurn = 180 * Units;

    /// <summary>Fills <paramref name="found"/> with the most prominent towns around a point in degrees, the most prominent first.</summary>
    /// <param name="radiusKilometres">Along the surface; a town at just that distance is in.</param>
    public static int FindMostProminent(
        TownData towns, double latitude, double longitude, double radiusKilometres, Span<int> found)
    {
        if (found.IsEmpty)
            return 0;
        var circle = new Circle(latitude, longitude, radiusKilometres);
        var best = new MostProminent(found, stackalloc ulong[found.Length]);
        var firstBand = BandOf(circle.South, towns.BandCount);
        var lastBand = BandOf(circle.North, towns.BandCount);
        for (var band = firstBand; band <= lastBand; band++)
        {
            if (circle.West < -HalfTurn)
                Offer(towns.TownsOf(band, circle.West + 2 * HalfTurn, HalfTurn), ref best);
            if (circle.East > HalfTurn)
                Offer(towns.TownsOf(band, -HalfTurn, circle.East - 2 * HalfTurn), ref best);
            Offer(towns.TownsOf(band, Math.Max(circle.West, -HalfTurn), Math.Min(circle.East, HalfTurn)), ref best);
        }
        return best.Count;

        void Offer(Range range, ref MostProminent best)
        {
            for (var town = range.Start.Value; town < range.End.Value; town++)
            {
                var prominence = towns.ProminenceOf(town);
                if (best.Wants(prominence) && circle.Contains(towns.Latitudes[town], towns.Longitudes[town]))
                    best.Add(town, prominence);
            }
        }
    }

    private static int BandOf(int latitude, int bandCount) =>
        Math.Clamp((latitude + 90 * Units) / TownData.BandHeight, 0, bandCount - 1);

    /// <summary>A circle and its bounding box, in units.</summary>
    private readonly struct Circle
    {
        private readonly double _cosine;
        private readonly double _haversine;
        private readonly double _latitude;
        private readonly double _longitude;

        public Circle(double latitude, double longitude, double radiusKilometres)
        {
            _latitude = double.DegreesToRadians(latitude);
            _longitude = double.DegreesToRadians(longitude);
            _cosine = Math.Cos(_latitude);
            var angle = radiusKilometres / EarthRadiusKilometres;
            _haversine = Square(Math.Sin(angle / 2));

            // A unit (a metre) more on each side, so that rounding never makes the box too small.
            var height = double.RadiansToDegrees(angle);
            South = (int)Math.Max(Math.Floor((latitude - height) * Units) - 1, -90 * Units);
            North = (int)Math.Min(Math.Ceiling((latitude + height) * Units) + 1, 90 * Units);
            var holdsPole = Math.Abs(latitude) + height >= 90;
            var width = holdsPole ? 180 : double.RadiansToDegrees(Math.Asin(Math.Min(Math.Sin(angle) / _cosine, 1)));
            West = width < 180 ? (int)Math.Floor((longitude - width) * Units) - 1 : -HalfTurn;
            East = width < 180 ? (int)Math.Ceiling((longitude + width) * Units) + 1 : HalfTurn;
        }

        public int South { get; }

        public int North { get; }

        /// <summary>Below −180° if the box crosses the date line.</summary>
        public int West { get; }

        /// <summary>Above 180° if the box crosses the date line.</summary>
        public int East { get; }

        public bool Contains(int latitudeUnits, int longitudeUnits)
        {
            // The division gives the same number as reading the degrees from text: a radius of 0 finds a town.
            var latitude = double.DegreesToRadians((double)latitudeUnits / Units);
            var longitude = double.DegreesToRadians((double)longitudeUnits / Units);
            var northward = Square(Math.Sin((latitude - _latitude) / 2));
            return northward <= _haversine
                && northward + _cosine * Math.Cos(latitude) * Square(Math.Sin((longitude - _longitude) / 2)) <= _haversine;
        }

        private static double Square(double value) => value * value;
    }

    private ref struct MostProminent(Span<int> towns, Span<ulong> prominences)
    {
        private readonly Span<int> _towns = towns;
        private readonly Span<ulong> _prominences = prominences;

        public int Count { get; private set; }

        public readonly bool Wants(ulong prominence) => Count < _towns.Length || prominence > _prominences[Count - 1];

        public void Add(int town, ulong prominence)
        {
            var place = Count < _towns.Length ? Count++ : Count - 1;
            for (; place > 0 && _prominences[place - 1] < prominence; place--)
            {
                _towns[place] = _towns[place - 1];
                _prominences[place] = _prominences[place - 1];
            }
            _towns[place] = town;
            _prominences[place] = prominence;
        }
    }
}
