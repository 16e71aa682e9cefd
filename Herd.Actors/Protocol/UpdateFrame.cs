using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Herd.Actors.Protocol;

/// <summary>
/// One update as bytes, the same in memory, on links and on disk, so that it is rendered once in the whole herd.
/// Little-endian:
/// <code>
///  0  u32  length of the frame, these four bytes included
///  4  u8   kind: 1
///  5  u8   length of the origin's name
///  6  u16  where the client ID starts, from the start of the frame
///  8  u32  length of the client ID
/// 12  u32  client time, nanoseconds          ┐ what an
/// 16  i64  client time, seconds              │ update is
/// 24  i64  receipt time, POSIX nanoseconds   ┘ ordered by
/// 32  u64  boot epoch                        ┐ its stamp, with the
/// 40  u64  sequence number, 0 if none yet    ┘ origin's name
/// 48       AT line, without a line ending: "AT origin skew client location time"
/// </code>
/// </summary>
public readonly ref struct UpdateFrame(ReadOnlySpan<byte> bytes)
{
    public const byte Kind = 1;
    public const int HeaderLength = 48;
    public const int SequenceOffset = 40;
    public const int EpochOffset = 32;

    /// <summary>The most updates of one epoch: ten million a second for a year.</summary>
    public const ulong MaxSequence = 1UL << 48;

    /// <summary>Behind the header and "AT ".</summary>
    private const int OriginOffset = HeaderLength + 3;

    /// <summary>The whole frame.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ReadOnlySpan<byte> Origin => Bytes.Slice(OriginOffset, Bytes[5]);

    public ReadOnlySpan<byte> Client
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Bytes.Slice(
            BinaryPrimitives.ReadUInt16LittleEndian(Bytes[6..]), (int)BinaryPrimitives.ReadUInt32LittleEndian(Bytes[8..]));
    }

    public PosixTime Time => new(
        BinaryPrimitives.ReadInt64LittleEndian(Bytes[16..]),
        (int)BinaryPrimitives.ReadUInt32LittleEndian(Bytes[12..]));

    /// <summary>POSIX nanoseconds.</summary>
    public long Receipt => BinaryPrimitives.ReadInt64LittleEndian(Bytes[24..]);

    public ulong Epoch => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[EpochOffset..]);

    public ulong Sequence => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[SequenceOffset..]);

    /// <summary>The answer to the IAMAT, without a line ending.</summary>
    public ReadOnlySpan<byte> AtLine => Bytes[HeaderLength..];

    /// <summary>The length of the frame that at least four <paramref name="bytes"/> start with.</summary>
    public static uint LengthOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Bytes that are always enough for the frame of a line of this length.</summary>
    public static int MaxLength(int serverLength, int lineLength) =>
        HeaderLength + AtLineFormat.MaxLength(serverLength, lineLength);

    /// <summary>
    /// Renders an IAMAT that was parsed from <paramref name="line"/>, without a stamp, which the registry gives. The server's
    /// name has 1 to 255 bytes. Needs <see cref="MaxLength"/> bytes, and returns the length of the frame.
    /// </summary>
    public static int Write(
        Span<byte> destination,
        ReadOnlySpan<byte> server,
        ReadOnlySpan<byte> line,
        in Command command,
        PosixTime receipt)
    {
        var length = HeaderLength
            + AtLineFormat.Write(destination[HeaderLength..], server, line, command, receipt, out var clientStart);
        WriteHeader(
            destination[..length],
            server.Length,
            HeaderLength + clientStart,
            command.Client.Length,
            command.Time,
            receipt.Seconds * PosixTime.NanosecondsPerSecond + receipt.Nanoseconds);
        return length;
    }

    /// <summary>
    /// Whether this update supersedes another of the same client. All nodes order by client time, receipt time, origin's
    /// name, epoch, sequence number.
    /// </summary>
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

    /// <summary>
    /// Writes the header of a whole frame, with an empty stamp, before its AT line. The origin's name has 1 to 255 bytes; the
    /// client's offset counts from the start of the frame; receipt is in POSIX nanoseconds.
    /// </summary>
    public static void WriteHeader(
        Span<byte> frame, int originLength, int clientOffset, int clientLength, PosixTime time, long receipt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)frame.Length);
        frame[4] = Kind;
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

    /// <summary>
    /// Whether a frame from a peer or a file is one that a node can have made of an IAMAT, to the byte. Anything else, such as
    /// a line ending in the AT line, would reach clients as an answer.
    /// </summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> frame)
    {
        if (frame.Length <= HeaderLength || LengthOf(frame) != frame.Length || frame[4] != Kind)
            return false;
        int originEnd = OriginOffset + frame[5];
        int clientStart = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]);
        var clientLength = BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[12..]) >= PosixTime.NanosecondsPerSecond
            || clientStart <= originEnd || clientStart >= frame.Length || clientLength >= (uint)(frame.Length - clientStart))
        {
            return false;
        }

        var update = new UpdateFrame(frame);
        return update.Sequence is > 0 and <= MaxSequence
            && frame[HeaderLength..OriginOffset].SequenceEqual("AT "u8)
            && NodeName.IsValid(frame[OriginOffset..originEnd])
            && WhiteSpace.IndexIn(frame.Slice(clientStart, (int)clientLength)) < 0
            // First, because the skew is only defined for a valid time.
            && IsLocationAndTime(frame[(clientStart + (int)clientLength)..], update.Time)
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
        var end = fields.IndexOf((byte)' ');
        return end > 0
            && Iso6709.IsValid(fields[..end])
            && PosixTime.TryParse(fields[(end + 1)..], out var told)
            && told == time;
    }
}
