using System.Buffers;
using System.Text.Json;

namespace Herd.Actors.Places.Embedded;

/// <summary>The most prominent of the built-in towns in a box in degrees, as a map shows them.</summary>
public static class TownTiles
{
    private const int Units = TownData.UnitsPerDegree;

    /// <summary>The most prominent first. A town at just the east or north edge belongs to the next box.</summary>
    public static IReadOnlyList<(double Latitude, double Longitude)> Find(double west, double south, double east, double north, int limit) =>
        [.. FindIn(TownData.World, west, south, east, north, limit)
            .Select(town => ((double)TownData.World.Latitudes[town] / Units, (double)TownData.World.Longitudes[town] / Units))];

    /// <summary>The same as JSON: <c>[["Name",latitude,longitude,population],…]</c>.</summary>
    public static byte[] Write(double west, double south, double east, double north, int limit)
    {
        var towns = TownData.World;
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var town in FindIn(towns, west, south, east, north, limit))
            {
                json.WriteStartArray();
                json.WriteRawValue([.. "\""u8, .. towns.NameOf(town), .. "\""u8]);
                json.WriteNumberValue((double)towns.Latitudes[town] / Units);
                json.WriteNumberValue((double)towns.Longitudes[town] / Units);
                json.WriteNumberValue(towns.Populations[town]);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static List<int> FindIn(TownData towns, double west, double south, double east, double north, int limit)
    {
        var (left, right) = ((int)Math.Ceiling(west * Units), (int)Math.Ceiling(east * Units) - 1);
        var (bottom, top) = ((int)Math.Ceiling(south * Units), (int)Math.Ceiling(north * Units) - 1);
        var best = new PriorityQueue<int, ulong>();
        for (var band = BandOf(bottom); band <= BandOf(top); band++)
        {
            var (start, length) = towns.TownsOf(band, left, right).GetOffsetAndLength(towns.Count);
            for (var town = start; town < start + length; town++)
            {
                if (towns.Latitudes[town] < bottom || towns.Latitudes[town] > top)
                    continue;
                if (best.Count < limit)
                    best.Enqueue(town, towns.ProminenceOf(town));
                else
                    best.EnqueueDequeue(town, towns.ProminenceOf(town));
            }
        }

        List<int> found = [];
        while (best.TryDequeue(out var town, out _))
            found.Add(town);
        found.Reverse();
        return found;

        int BandOf(int latitude) => Math.Clamp((latitude + 90 * Units) / TownData.BandHeight, 0, towns.BandCount - 1);
    }
}
