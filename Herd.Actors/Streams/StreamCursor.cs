using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Streams;

public readonly record struct Stamp(string Origin, ulong Epoch, ulong Sequence);

/// <summary>How far a stream was read. Its reader knows each client as the sending node did at one moment; any node can go on:
/// <see cref="StreamSource"/> says whether, <see cref="StreamSession"/> does.</summary>
/// <param name="beyond">Updates that the node held behind gaps; at most <see cref="MaxBeyond"/>.</param>
/// <param name="time">POSIX seconds.</param>
public sealed class StreamCursor(VersionVector vector, IReadOnlyList<Stamp> beyond, long time)
{
    /// <summary>Of the text. A node that would need more gives no cursor.</summary>
    public const int MaxLength = 16 * 1024;

    private const int MaxBytes = MaxLength / 4 * 3 - CursorSeal.Length;

    /// <summary>More updates are behind gaps only until a neighbour has sent what it has.</summary>
    public const int MaxBeyond = 64;

    private const byte Form = 1;
    private const int TimeLength = sizeof(long);

    private readonly HashSet<Stamp> _beyond = [.. beyond];
    private byte[]? _bytes;
    private string? _text;

    public VersionVector Vector { get; } = vector;

    public IReadOnlyList<Stamp> Beyond { get; } = beyond;

    public long Time { get; } = time;

    /// <summary>Whether the update was sent before, or something newer for the same client.</summary>
    public bool Covers(Stamp stamp) => Vector[stamp.Origin, stamp.Epoch] >= stamp.Sequence || _beyond.Contains(stamp);

    public bool IsTooLong => Bytes.Length > MaxBytes;

    private byte[] Bytes => _bytes ??= ToBytes();

    /// <summary>Made once for all readers: letters, digits, - and _.</summary>
    public string Text(CursorSeal seal) => _text ??= seal.Seal(Bytes);

    /// <returns>Null: no node of the herd has written it.</returns>
    public static StreamCursor? Parse(ReadOnlySpan<char> text, CursorSeal seal) =>
        text.Length <= MaxLength && seal.Open(text) is { } bytes ? Parse(bytes) : null;

    private static StreamCursor? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 1 + TimeLength + sizeof(ushort) || bytes[0] != Form)
            return null;
        var time = BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]);
        bytes = bytes[(1 + TimeLength)..];
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        bytes = bytes[sizeof(ushort)..];
        if (length > bytes.Length || !VersionVector.TryRead(bytes[..length], out var vector))
            return null;
        var beyond = new List<Stamp>();
        for (bytes = bytes[length..]; !bytes.IsEmpty;)
        {
            if (beyond.Count == MaxBeyond || bytes.Length < 1 + bytes[0] + 2 * sizeof(ulong))
                return null;
            var name = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
            bytes = bytes[(1 + bytes[0])..];
            var stamp = new Stamp(name, BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]));
            if (!NodeName.IsValid(name) || stamp.Sequence is 0 or > UpdateFrame.MaxSequence)
                return null;
            beyond.Add(stamp);
            bytes = bytes[(2 * sizeof(ulong))..];
        }

        return new StreamCursor(vector, beyond, time);
    }

    /// <summary>u8 form, i64 time, u16 length of the vector, the vector, then of each stamp: u8 length of the name, the name, u64 epoch, u64 number.</summary>
    private byte[] ToBytes()
    {
        var vector = new ArrayBufferWriter<byte>();
        Vector.WriteTo(vector);
        var bytes = new ArrayBufferWriter<byte>();
        // A vector that is too long for 16 bits is too long for any cursor.
        var head = bytes.GetSpan(1 + TimeLength + sizeof(ushort));
        head[0] = Form;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], Time);
        BinaryPrimitives.WriteUInt16LittleEndian(head[(1 + TimeLength)..], (ushort)vector.WrittenCount);
        bytes.Advance(1 + TimeLength + sizeof(ushort));
        bytes.Write(vector.WrittenSpan);
        foreach (var stamp in Beyond)
        {
            var name = Encoding.UTF8.GetBytes(stamp.Origin);
            var span = bytes.GetSpan(1 + name.Length + 2 * sizeof(ulong));
            span[0] = checked((byte)name.Length);
            name.CopyTo(span[1..]);
            BinaryPrimitives.WriteUInt64LittleEndian(span[(1 + name.Length)..], stamp.Epoch);
            BinaryPrimitives.WriteUInt64LittleEndian(span[(1 + name.Length + sizeof(ulong))..], stamp.Sequence);
            bytes.Advance(1 + name.Length + 2 * sizeof(ulong));
        }

        return bytes.WrittenSpan.ToArray();
    }
}
