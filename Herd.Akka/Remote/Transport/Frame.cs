using System.Buffers;
using Akka.Serialization.Wire;

namespace Akka.Remote.Transport;

/// <summary>Puts frames together and takes them apart.</summary>
internal static class Frame
{
    // Enough for the length of any frame.
    private const int MaxLengthBytes = 5;

    public static byte[] Of(FrameKind kind, ReadOnlySpan<byte> content) =>
        new WireWriter(content.Length + MaxLengthBytes + 1).Unsigned((ulong)content.Length + 1).Byte((byte)kind).Raw(content).ToArray();

    public static byte[] Of(FrameKind kind, ulong number) => Of(kind, new WireWriter(10).Unsigned(number).Written);

    public static byte[] Goodbye(GoodbyeReason reason) => Of(FrameKind.Goodbye, [(byte)reason]);

    public static byte[] Refuse(RefusedException refusal) => Of(FrameKind.Refuse, new WireWriter().Byte((byte)refusal.Kind).Text(refusal.Message).Written);

    /// <summary>Whether what came can be the beginning of a first frame; true too while that can't be told.</summary>
    /// <param name="buffer">What has come.</param>
    /// <param name="isTls">It is that of TLS.</param>
    public static bool MayBeFirst(ReadOnlySequence<byte> buffer, out bool isTls)
    {
        Span<byte> head = stackalloc byte[MaxLengthBytes + 1];
        head = head[..(int)Math.Min(buffer.Length, head.Length)];
        buffer.Slice(0, head.Length).CopyTo(head);
        isTls = head is [0x16, 0x03, ..];
        var kind = head.IndexOfAnyInRange((byte)0, (byte)0x7f) + 1;
        return kind == 0 || kind >= head.Length || head[kind] is (byte)FrameKind.Hello or (byte)FrameKind.Refuse;
    }

    /// <summary>Takes the next frame off a buffer, if all of it is there.</summary>
    /// <param name="buffer">What has come; what follows the frame is left in it.</param>
    /// <param name="maximum">Bytes that a frame may have.</param>
    /// <param name="frame">Kind and content.</param>
    /// <exception cref="ProtocolException">It is empty, or longer than that.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int maximum, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(buffer);
        var length = 0L;
        for (var shift = 0; ; shift += 7)
        {
            if (shift == 7 * MaxLengthBytes)
                throw new ProtocolException("it sent what is no frame");
            if (!reader.TryRead(out var next))
                return false;
            length |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
                break;
        }
        if (length == 0 || length > maximum)
            throw new ProtocolException($"it sent a frame of {length} bytes; 1 to {maximum} are allowed");
        if (reader.Remaining < length)
            return false;
        frame = reader.UnreadSequence.Slice(0, length);
        buffer = buffer.Slice(frame.End);
        return true;
    }
}
