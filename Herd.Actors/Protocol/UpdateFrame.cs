using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Herd.Actors.Protocol;

/// <summary>
/// One update as bytes, the same in memory, on links and on disk, so that it is rendered once in the whole herd.
/// Little-endian:
/// <code>
///  0  u32  length of the frame, these four bytes included
///  4  u8   kind: 1, a location; 13, one with attributes; 12, a tombstone
///  5  u8   length of the origin's name
///  6  u16  where the client ID starts, from the start of the frame
///  8  u32  length of the client ID
/// 12  u32  client time, nanoseconds          ┐ what an
/// 16  i64  client time, seconds              │ update is
/// 24  i64  receipt time, POSIX nanoseconds   ┘ ordered by
/// 32  u64  boot epoch                        ┐ its stamp, with the
/// 40  u64  sequence number, 0 if none yet    ┘ origin's name
/// 48       AT line, without a line ending: "AT origin skew client location time"
///          kind 13: then the attributes, a flat JSON object, and u16 their length
///          kind 12 instead of all that: "RM origin ", and in place of the client's ID 20 bytes that stand for it
/// </code>
/// </summary>
/// <remarks>A tombstone says that a client was forgotten (<see cref="ClientHash"/>): it has the same order and stamp as a location.</remarks>
public readonly ref struct UpdateFrame(ReadOnlySpan<byte> bytes)
{
    public const byte LocationKind = 1;
    public const byte TombstoneKind = 12;
    public const byte AttributedKind = 13;
    public const int HeaderLength = 48;
    public const int SequenceOffset = 40;
    public const int EpochOffset = 32;

    /// <summary>Of one epoch: ten million updates a second for a year.</summary>
    public const ulong MaxSequence = 1UL << 48;

    private const int OriginOffset = HeaderLength + 3;

    private const int AttributesLengthBytes = 2;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>A client was forgotten: there is no AT line, and <see cref="Client"/> is a <see cref="ClientHash"/> key.</summary>
    public bool IsTombstone => Bytes[4] == TombstoneKind;

    public ReadOnlySpan<byte> Origin => Bytes.Slice(OriginOffset, Bytes[5]);

    public ReadOnlySpan<byte> Client
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Bytes.Slice(
            BinaryPrimitives.ReadUInt16LittleEndian(Bytes[6..]), (int)BinaryPrimitives.ReadUInt32LittleEndian(Bytes[8..]));
    }

    /// <summary>ISO 6709, as the client wrote it.</summary>
    public ReadOnlySpan<byte> Location
    {
        get
        {
            var rest = LocationAndTime;
            return rest[..rest.IndexOf((byte)' ')];
        }
    }

    public PosixTime Time => new(
        BinaryPrimitives.ReadInt64LittleEndian(Bytes[16..]),
        (int)BinaryPrimitives.ReadUInt32LittleEndian(Bytes[12..]));

    /// <summary>POSIX nanoseconds.</summary>
    public long Receipt => BinaryPrimitives.ReadInt64LittleEndian(Bytes[24..]);

    public ulong Epoch => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[EpochOffset..]);

    public ulong Sequence => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[SequenceOffset..]);

    /// <summary>The location, a space and the time, as the client wrote them.</summary>
    internal ReadOnlySpan<byte> LocationAndTime => Bytes[(
        BinaryPrimitives.ReadUInt16LittleEndian(Bytes[6..]) + (int)BinaryPrimitives.ReadUInt32LittleEndian(Bytes[8..]) + 1)..];

    public ReadOnlySpan<byte> AtLine => Bytes[4] == LocationKind ? Bytes[HeaderLength..] : Bytes[HeaderLength..^(AttributesLengthBytes + AttributesLength)];

    /// <summary>A flat JSON object; empty: there are none.</summary>
    public ReadOnlySpan<byte> Attributes =>
        Bytes[4] == AttributedKind ? Bytes.Slice(Bytes.Length - AttributesLengthBytes - AttributesLength, AttributesLength) : default;

    private int AttributesLength => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[^AttributesLengthBytes..]);

    /// <summary>Of a frame, from its first four bytes.</summary>
    public static uint LengthOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public static bool IsUpdate(byte kind) => kind is LocationKind or TombstoneKind or AttributedKind;

    /// <summary>Always enough for the frame of a line of this length.</summary>
    public static int MaxLength(int serverLength, int lineLength, int attributesLength = 0) =>
        HeaderLength + AtLineFormat.MaxLength(serverLength, lineLength) + attributesLength + AttributesLengthBytes;

    /// <summary>Renders an IAMAT parsed from <paramref name="line"/>, without a stamp. Needs <see cref="MaxLength"/> bytes.</summary>
    /// <returns>The length of the frame.</returns>
    public static int Write(
        Span<byte> destination,
        ReadOnlySpan<byte> server,
        ReadOnlySpan<byte> line,
        in Command command,
        PosixTime receipt,
        ReadOnlySpan<byte> attributes = default)
    {
        var length = HeaderLength
            + AtLineFormat.Write(destination[HeaderLength..], server, line, command, receipt, out var clientStart);
        if (!attributes.IsEmpty)
        {
            attributes.CopyTo(destination[length..]);
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(length + attributes.Length)..], (ushort)attributes.Length);
            length += attributes.Length + AttributesLengthBytes;
        }

        WriteHeader(
            destination[..length],
            attributes.IsEmpty ? LocationKind : AttributedKind,
            server.Length,
            HeaderLength + clientStart,
            command.Client.Length,
            command.Time,
            receipt.TotalNanoseconds);
        return length;
    }

    /// <summary>Renders a tombstone without a stamp. The server's name has 1 to 255 bytes; receipt is in POSIX nanoseconds.</summary>
    /// <param name="time">When the client was forgotten, by the clock that clients' times are compared with.</param>
    public static byte[] WriteTombstone(ReadOnlySpan<byte> server, ReadOnlySpan<byte> key, PosixTime time, long receipt)
    {
        var keyStart = OriginOffset + server.Length + 1;
        var frame = new byte[keyStart + key.Length];
        "RM "u8.CopyTo(frame.AsSpan(HeaderLength));
        server.CopyTo(frame.AsSpan(OriginOffset));
        frame[keyStart - 1] = (byte)' ';
        key.CopyTo(frame.AsSpan(keyStart));
        WriteHeader(frame, TombstoneKind, server.Length, keyStart, key.Length, time, receipt);
        return frame;
    }

    /// <summary>All nodes order a client's updates by client time, receipt time, origin's name, epoch, sequence number.</summary>
    public bool IsNewerThan(UpdateFrame other)
    {
        var order = Time.CompareTo(other.Time);
        if (order == 0)
            order = Receipt.CompareTo(other.Receipt);
        if (order == 0)
            order = Origin.SequenceCompareTo(other.Origin);
        if (order == 0)
            order = Epoch.CompareTo(other.Epoch);
        if (order == 0)
            order = Sequence.CompareTo(other.Sequence);
        return order > 0;
    }

    /// <summary>Writes the header of a whole frame, with an empty stamp. Receipt is in POSIX nanoseconds.</summary>
    public static void WriteHeader(
        Span<byte> frame, byte kind, int originLength, int clientOffset, int clientLength, PosixTime time, long receipt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)frame.Length);
        frame[4] = kind;
        frame[5] = (byte)originLength;
        BinaryPrimitives.WriteUInt16LittleEndian(frame[6..], (ushort)clientOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], (uint)clientLength);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[12..], (uint)time.Nanoseconds);
        BinaryPrimitives.WriteInt64LittleEndian(frame[16..], time.Seconds);
        BinaryPrimitives.WriteInt64LittleEndian(frame[24..], receipt);
        frame.Slice(EpochOffset, 16).Clear();
    }

    public static void WriteStamp(Span<byte> frame, ulong epoch, ulong sequence)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(frame[EpochOffset..], epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[SequenceOffset..], sequence);
    }

    /// <summary>Whether a node can have made this frame, to the byte. Else a line ending, say, would reach clients as an answer.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> frame)
    {
        if (frame.Length <= HeaderLength + AttributesLengthBytes || LengthOf(frame) != frame.Length || !IsUpdate(frame[4]))
            return false;
        int originEnd = OriginOffset + frame[5];
        int clientStart = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]);
        var clientLength = BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]) >= PosixTime.NanosecondsPerSecond
            || clientStart <= originEnd || clientStart >= frame.Length || clientLength > (uint)(frame.Length - clientStart))
        {
            return false;
        }

        var update = new UpdateFrame(frame);
        if (update.Sequence is not (> 0 and <= MaxSequence) || !NodeName.IsValid(frame[OriginOffset..originEnd]))
            return false;
        if (update.IsTombstone)
        {
            return clientLength == ClientHash.KeyLength && clientStart == originEnd + 1 && frame[originEnd] == ' '
                && clientStart + ClientHash.KeyLength == frame.Length
                && frame[HeaderLength..OriginOffset].SequenceEqual("RM "u8);
        }

        var end = frame.Length;
        if (frame[4] == AttributedKind)
        {
            end -= AttributesLengthBytes + update.AttributesLength;
            if (end <= clientStart || !Protocol.Attributes.AreValid(update.Attributes))
                return false;
        }

        return clientStart + clientLength < end
            && frame[HeaderLength..OriginOffset].SequenceEqual("AT "u8)
            && WhiteSpace.IndexIn(frame.Slice(clientStart, (int)clientLength)) < 0
            // First, since the skew is only defined for a valid time.
            && IsLocationAndTime(frame[(clientStart + (int)clientLength)..end], update.Time)
            && IsSkew(frame[originEnd..clientStart], update);
    }

    /// <summary>A space, the skew, a space.</summary>
    private static bool IsSkew(ReadOnlySpan<byte> field, UpdateFrame update)
    {
        Span<byte> skew = stackalloc byte[Skew.MaxLength];
        var (seconds, nanoseconds) = Math.DivRem(update.Receipt, PosixTime.NanosecondsPerSecond);
        if (nanoseconds < 0)
            return false;
        var length = Skew.Write(skew, new PosixTime(seconds, (int)nanoseconds), update.Time);
        return field.Length == length + 2 && field[0] == ' ' && field[^1] == ' ' && field[1..^1].SequenceEqual(skew[..length]);
    }

    /// <summary>A space, the location, a space, and the time to the end.</summary>
    private static bool IsLocationAndTime(ReadOnlySpan<byte> fields, PosixTime time)
    {
        if (fields.IsEmpty || fields[0] != ' ')
            return false;
        fields = fields[1..];
        var end = Iso6709.Read(fields, out _);
        return end > 0
            && end < fields.Length
            && fields[end] == ' '
            && PosixTime.TryParse(fields[(end + 1)..], out var told)
            && told == time;
    }
}
