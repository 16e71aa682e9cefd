using System.Text;
using Herd.Actors.Places.Embedded;

namespace Herd.Tests.Places;

/// <summary>Writes a towns.dat; build/places/build-towns.js documents the format.</summary>
internal static class TownFile
{
    private const int BandCount = 180 * TownData.UnitsPerDegree / TownData.BandHeight;

    public sealed record Town(uint Id, double Latitude, double Longitude, uint Population, byte Standing = 7, string? Name = null)
    {
        public int LatitudeUnits => (int)Math.Round(Latitude * TownData.UnitsPerDegree);

        public int LongitudeUnits => (int)Math.Round(Longitude * TownData.UnitsPerDegree);

        public int Band =>
            Math.Min((LatitudeUnits + 90 * TownData.UnitsPerDegree) / TownData.BandHeight, BandCount - 1);
    }

    public static TownData Load(IEnumerable<Town> world)
    {
        Town[] towns = [.. world.OrderBy(t => t.Band).ThenBy(t => t.LongitudeUnits).ThenBy(t => t.LatitudeUnits)];
        byte[][] names = [.. towns.Select(t => Encoding.UTF8.GetBytes(t.Name ?? $"Town {t.Id}"))];
        var region = "Nowhere"u8.ToArray();
        var file = new MemoryStream();
        var write = new BinaryWriter(file);
        foreach (var field in new[] { 0x31575448, towns.Length, 1, BandCount, names.Sum(n => n.Length), region.Length })
            write.Write(field);
        foreach (var town in towns)
            write.Write(town.LatitudeUnits);
        foreach (var town in towns)
            write.Write(town.LongitudeUnits);
        foreach (var town in towns)
            write.Write(town.Population);
        foreach (var town in towns)
            write.Write(town.Id);
        for (var i = 0; i <= towns.Length; i++)
            write.Write(names.Take(i).Sum(n => n.Length));
        for (var band = 0; band <= BandCount; band++)
            write.Write(towns.Count(t => t.Band < band));
        write.Write(0);
        write.Write(region.Length);
        foreach (var _ in towns)
            write.Write((ushort)0);
        foreach (var town in towns)
            write.Write(town.Standing);
        foreach (var name in names)
            write.Write(name);
        write.Write(region);
        file.Position = 0;
        return new TownData(file);
    }
}
