using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;
using Herd.Actors.Tls;

namespace Herd.Actors.Gossip;

/// <summary>A frame: u32 length of the whole frame in bytes, u8 kind, then the kind's body.</summary>
public enum LinkFrameKind : byte
{
    /// <summary>An <see cref="UpdateFrame"/> of any kind.</summary>
    Update = UpdateFrame.LocationKind,

    Hello = 2,

    /// <summary>32 bytes: the proof of the herd's secret.</summary>
    Proof = 3,

    /// <summary>Empty: this connection is the one to use.</summary>
    Use = 4,

    /// <summary>A version vector: what the sender has. The receiver sends what it lacks.</summary>
    Have = 5,

    /// <summary>A version vector: the sender has sent all that it covers.</summary>
    Covered = 6,

    /// <summary>Empty: the sender dropped what was queued, and asks for a new <see cref="Have"/>.</summary>
    Overflow = 7,

    Heartbeat = 8,

    /// <summary>A <see cref="RefusalKind"/> and a reason in UTF-8; then the connection is closed.</summary>
    Refused = 9,

    Presence = 10,

    /// <summary>Akka.Remote's bytes; on cluster ports only.</summary>
    Cluster = 11,

    // 12 and 13 are updates, too.

    Coverage = 14,

    /// <summary>A <see cref="Telemetry.Traced"/>, for the update in the next frame.</summary>
    Trace = 15,
}

public enum RefusalKind : byte
{
    Other = 0,

    /// <summary>A live node that was started earlier has the refused node's name.</summary>
    NameTaken = 1,
}

public static class LinkFrame
{
    public const int HeaderLength = 5;

    /// <summary>In bytes, with the header.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>As <see cref="MaxLength"/>, until the other end has proved itself.</summary>
    public const int MaxHandshakeLength = 1024;

    private const int MaxReasonLength = 400;

    public static readonly ReadOnlyMemory<byte> Use = Write(LinkFrameKind.Use, []);
    public static readonly ReadOnlyMemory<byte> Overflow = Write(LinkFrameKind.Overflow, []);
    public static readonly ReadOnlyMemory<byte> Heartbeat = Write(LinkFrameKind.Heartbeat, []);

    public static ReadOnlyMemory<byte> Write(LinkFrameKind kind, ReadOnlySpan<byte> body)
    {
        var frame = new byte[HeaderLength + body.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)frame.Length);
        frame[4] = (byte)kind;
        body.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    public static ReadOnlyMemory<byte> Write(LinkFrameKind kind, VersionVector vector)
    {
        var body = new ArrayBufferWriter<byte>();
        vector.WriteTo(body);
        return Write(kind, body.WrittenSpan);
    }

    public static ReadOnlyMemory<byte> WriteRefusal(RefusalKind kind, string reason) =>
        Write(LinkFrameKind.Refused, [(byte)kind, .. Encoding.UTF8.GetBytes(reason)]);

    /// <summary>Reads the body of <see cref="LinkFrameKind.Refused"/>. Cuts a long reason and replaces its control characters.</summary>
    public static (RefusalKind Kind, string Reason) ReadRefusal(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return (RefusalKind.Other, "");
        var reason = Encoding.UTF8.GetString(body[1..Math.Min(body.Length, MaxReasonLength)]);
        return ((RefusalKind)body[0], new string([.. reason.Select(c => char.IsControl(c) ? '?' : c)]));
    }

    /// <param name="bytes">At least the four bytes of the length.</param>
    /// <param name="length">The frame's, header included, whether or not all of it is there.</param>
    /// <returns>False: no frame, or a longer one than <paramref name="maxLength"/>.</returns>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, int maxLength, out int length)
    {
        var told = UpdateFrame.LengthOf(bytes);
        length = told <= (uint)maxLength ? (int)told : 0;
        return length >= HeaderLength;
    }

    /// <summary>Null: the stream ended.</summary>
    /// <exception cref="ChannelRefusedException">What comes is no frame, or longer than <paramref name="maxLength"/>.</exception>
    public static async ValueTask<(LinkFrameKind Kind, byte[] Body)?> ReadAsync(Stream stream, int maxLength, CancellationToken cancellation)
    {
        var header = new byte[HeaderLength];
        if (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false) < header.Length)
            return null;
        if (!TryReadLength(header, maxLength, out var length))
            throw new ChannelRefusedException("what it sent are no frames, or longer ones than there are");
        var body = new byte[length - HeaderLength];
        var read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return read < body.Length ? null : ((LinkFrameKind)header[4], body);
    }

    /// <summary>How many bytes at the start are whole frames. Stops before an invalid or too long frame.</summary>
    public static int WholeFrames(ReadOnlySpan<byte> bytes, int maxLength)
    {
        var whole = 0;
        while (bytes.Length - whole >= sizeof(uint)
            && TryReadLength(bytes[whole..], maxLength, out var length)
            && length <= bytes.Length - whole)
        {
            whole += length;
        }

        return whole;
    }
}

/// <summary>Iterates over whole frames. Consecutive updates are one step.</summary>
public ref struct LinkFrames(ReadOnlyMemory<byte> frames)
{
    private int _next;

    public LinkFrameKind Kind { get; private set; }

    /// <summary>The step's frames, headers included.</summary>
    public ReadOnlyMemory<byte> Frames { get; private set; }

    /// <summary>Frames in the step.</summary>
    public int Count { get; private set; }

    /// <summary>The body of a frame that isn't an update.</summary>
    public readonly ReadOnlySpan<byte> Body => Frames.Span[LinkFrame.HeaderLength..];

    public readonly ReadOnlyMemory<byte> Rest => frames[_next..];

    public bool MoveNext()
    {
        var bytes = frames.Span;
        if (_next >= bytes.Length)
            return false;
        var start = _next;
        Kind = KindAt(start);
        Count = 0;
        do
        {
            _next += (int)UpdateFrame.LengthOf(bytes[_next..]);
            Count++;
        }
        while (Kind == LinkFrameKind.Update && _next < bytes.Length && KindAt(_next) == LinkFrameKind.Update);

        Frames = frames[start.._next];
        return true;
    }

    private readonly LinkFrameKind KindAt(int at)
    {
        var kind = frames.Span[at + 4];
        return UpdateFrame.IsUpdate(kind) ? LinkFrameKind.Update : (LinkFrameKind)kind;
    }
}
