using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Herd.Actors.Places.Embedded;

/// <summary>The world's towns, an array per field, by band, then longitude. A band is 0.1° of latitude, from the South Pole on.</summary>
/// <remarks><c>build/places/build-towns.js</c> makes the file and documents its format.</remarks>
internal sealed class TownData
{
    /// <summary>Degrees are whole numbers of this part of a degree, about a metre.</summary>
    public const int UnitsPerDegree = 100_000;

    public const int BandHeight = 10_000;

    private const uint Magic = 0x31575448;
    private const byte SoleNameFlag = 0x80;

    private static readonly Lazy<TownData> LazyWorld = new(LoadWorld);

    private readonly int[] _bandStarts;
    private readonly byte[] _labels;
    private readonly int[] _labelStarts;
    private readonly byte[] _names;
    private readonly int[] _nameStarts;
    private readonly ushort[] _regions;
    private readonly byte[] _standings;

    /// <exception cref="InvalidDataException">The file is damaged or of another format.</exception>
    public TownData(Stream file)
    {
        var header = ReadColumn<uint>(file, 6);
        if (header[0] != Magic)
            throw new InvalidDataException("towns.dat is damaged or of another format; make it anew with build/places.");
        var (towns, regions, bands) = ((int)header[1], (int)header[2], (int)header[3]);
        Latitudes = ReadColumn<int>(file, towns);
        Longitudes = ReadColumn<int>(file, towns);
        Populations = ReadColumn<uint>(file, towns);
        Ids = ReadColumn<uint>(file, towns);
        _nameStarts = ReadColumn<int>(file, towns + 1);
        _bandStarts = ReadColumn<int>(file, bands + 1);
        _labelStarts = ReadColumn<int>(file, regions + 1);
        _regions = ReadColumn<ushort>(file, towns);
        _standings = ReadColumn<byte>(file, towns);
        _names = ReadColumn<byte>(file, (int)header[4]);
        _labels = ReadColumn<byte>(file, (int)header[5]);
    }

    public static TownData World => LazyWorld.Value;

    public int Count => Latitudes.Length;

    public int BandCount => _bandStarts.Length - 1;

    /// <summary>In units.</summary>
    public int[] Latitudes { get; }

    /// <summary>In units.</summary>
    public int[] Longitudes { get; }

    /// <summary>0 if GeoNames doesn't know.</summary>
    public uint[] Populations { get; }

    /// <summary>GeoNames ids, below 2²⁴.</summary>
    public uint[] Ids { get; }

    /// <summary>Never equal. By population, then standing (capital, seat of a region, …), then the older GeoNames id.</summary>
    public ulong ProminenceOf(int town) =>
        (ulong)Populations[town] << 32 | (ulong)(~_standings[town] & 0x7F) << 24 | (~Ids[town] & 0xFF_FFFF);

    /// <summary>UTF-8, escaped for a JSON string.</summary>
    public ReadOnlySpan<byte> NameOf(int town) => _names.AsSpan(_nameStarts[town].._nameStarts[town + 1]);

    /// <summary>As people write it: <c>CA, United States</c>. UTF-8, escaped for a JSON string.</summary>
    public ReadOnlySpan<byte> RegionOf(int town)
    {
        var region = _regions[town];
        return _labels.AsSpan(_labelStarts[region].._labelStarts[region + 1]);
    }

    /// <summary>Whether no other town in its region has the same name.</summary>
    public bool HasSoleName(int town) => (_standings[town] & SoleNameFlag) != 0;

    /// <summary>The towns of a band between two longitudes in units, both included.</summary>
    public Range TownsOf(int band, int west, int east)
    {
        var (start, end) = (_bandStarts[band], _bandStarts[band + 1]);
        var longitudes = Longitudes.AsSpan(start, end - start);
        return (start + CountBelow(longitudes, west))..(start + CountBelow(longitudes, east + 1));
    }

    private static int CountBelow(ReadOnlySpan<int> ascending, int limit)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ascending[middle] < limit)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static T[] ReadColumn<T>(Stream file, int count)
        where T : unmanaged
    {
        var column = GC.AllocateUninitializedArray<T>(count);
        file.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));
        if (!BitConverter.IsLittleEndian)
            ReverseEndianness(column);
        return column;
    }

    private static void ReverseEndianness(Array column)
    {
        switch (column)
        {
            case uint[] values:
                BinaryPrimitives.ReverseEndianness(values, values);
                break;
            case int[] values:
                BinaryPrimitives.ReverseEndianness(values, values);
                break;
            case ushort[] values:
                BinaryPrimitives.ReverseEndianness(values, values);
                break;
        }
    }

    private static TownData LoadWorld()
    {
        using var file = typeof(TownData).Assembly.GetManifestResourceStream("towns.dat")
            ?? throw new InvalidDataException("towns.dat is not in this build of Herd.Actors.");
        return new TownData(file);
    }
}
