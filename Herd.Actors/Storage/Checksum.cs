using System.Numerics;
using System.Runtime.InteropServices;

namespace Herd.Actors.Storage;

/// <summary>CRC-32C, as processors compute it.</summary>
internal static class Checksum
{
    /// <param name="start">The checksum of what comes before, or 0.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint start = 0)
    {
        var crc = ~start;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
