using System.Buffers;
using System.Buffers.Binary;
using Herd.Actors.Locations;

namespace Herd.Actors.Storage;

/// <summary>Written in every transaction. A part more or less in the file than it says is damage.</summary>
/// <param name="Next">The next part's number: those from <paramref name="First"/> up to it are there.</param>
internal sealed record CopyState(long First, long Next, VersionVector Vector)
{
    private const int HeaderLength = 16;
    private const int ChecksumLength = 4;

    public static CopyState Initial { get; } = new(1, 1, VersionVector.Empty);

    /// <summary>i64 first, i64 next, the vector, u32 checksum; little-endian.</summary>
    public void WriteTo(ArrayBufferWriter<byte> output)
    {
        var header = output.GetSpan(HeaderLength);
        BinaryPrimitives.WriteInt64LittleEndian(header, First);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], Next);
        output.Advance(HeaderLength);
        Vector.WriteTo(output);
        var checksum = Checksum.Of(output.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(output.GetSpan(ChecksumLength), checksum);
        output.Advance(ChecksumLength);
    }

    /// <returns>Null: <see cref="WriteTo"/> didn't write this.</returns>
    public static CopyState? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength + ChecksumLength)
            return null;
        var checkedBytes = bytes[..^ChecksumLength];
        return Checksum.Of(checkedBytes) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumLength..])
            && VersionVector.TryRead(checkedBytes[HeaderLength..], out var vector)
                ? new CopyState(
                    BinaryPrimitives.ReadInt64LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), vector)
                : null;
    }
}
