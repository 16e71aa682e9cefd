using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Herd.Actors.Locations;
using Herd.Actors.Protocol;

namespace Herd.Actors.Gossip;

/// <summary>What is said on a link. Each frame: u32 length of all of it, u8 kind, then what the kind says.</summary>
public enum LinkFrameKind : byte
{
    /// <summary>An <see cref="UpdateFrame"/>, of whatever kind.</summary>
    Update = UpdateFrame.LocationKind,

    /// <summary>A <see cref="Hello"/>: the first frame, from either side.</summary>
    Hello = 2,

    /// <summary>32 bytes: the proof of the herd's secret.</summary>
    Proof = 3,

    /// <summary>Nothing: of the connections that this pair of nodes may have, this is the one.</summary>
    Use = 4,

    /// <summary>A version vector: what I have. Please send what I lack.</summary>
    Have = 5,

    /// <summary>A version vector: you have from me all that it covers.</summary>
    Covered = 6,

    /// <summary>Nothing: I dropped what was waiting for you. Please say what you have.</summary>
    Overflow = 7,

    /// <summary>Nothing: I am alive.</summary>
    Heartbeat = 8,

    /// <summary>A <see cref="RefusalKind"/> and a reason in UTF-8: the connection is closed behind it.</summary>
    Refused = 9,

    /// <summary>A <see cref="Presence"/>.</summary>
    Presence = 10,

    /// <summary>Akka.Remote's bytes: on cluster ports only.</summary>
    Cluster = 11,

    // 12 and 13 are updates' too.

    /// <summary>A <see cref="Coverage"/>.</summary>
    Coverage = 14,

    /// <summary>A <see cref="Telemetry.Traced"/>, of the update that is the next frame.</summary>
    Trace = 15,
}

/// <summary>Why a connection is refused, for programs.</summary>
public enum RefusalKind : byte
{
    /// <summary>See the reason.</summary>
    Other = 0,

    /// <summary>Another node of the refused one's name was started before it, and lives.</summary>
    NameTaken = 1,
}

/// <summary>Frames of a link as bytes.</summary>
public static class LinkFrame
{
    public const int HeaderLength = 5;

    /// <summary>No frame is longer, in bytes: what says it is, is not a frame.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <summary>No frame of a handshake is longer, in bytes.</summary>
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

    /// <summary>What is in a <see cref="LinkFrameKind.Refused"/>'s body; the reason is fit to be printed whatever it is.</summary>
    public static (RefusalKind Kind, string Reason) ReadRefusal(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return (RefusalKind.Other, "");
        var reason = Encoding.UTF8.GetString(body[1..Math.Min(body.Length, MaxReasonLength)]);
        return ((RefusalKind)body[0], new string([.. reason.Select(c => char.IsControl(c) ? '?' : c)]));
    }

    /// <summary>The length of the frame that <paramref name="bytes"/> starts with, in bytes, its header included.</summary>
    /// <param name="bytes">At least the four bytes of the length.</param>
    /// <param name="maxLength">Longest frame taken, in bytes.</param>
    /// <param name="length">Of the frame, whether or not all of it is there.</param>
    /// <returns>False: it is no frame, or too long.</returns>
    public static bool TryReadLength(ReadOnlySpan<byte> bytes, int maxLength, out int length)
    {
        var told = UpdateFrame.LengthOf(bytes);
        length = told <= (uint)maxLength ? (int)told : 0;
        return length >= HeaderLength;
    }

    /// <summary>How many bytes at the start of <paramref name="bytes"/> are whole frames.</summary>
    /// <param name="bytes">What was read so far.</param>
    /// <param name="maxLength">Longest frame taken, in bytes. What is longer, or no frame, is looked at when those before it are taken.</param>
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

/// <summary>Goes through whole frames; updates in a row are one step.</summary>
public ref struct LinkFrames(ReadOnlyMemory<byte> frames)
{
    private int _next;

    /// <summary>The kind of the frame, or of all frames of a step.</summary>
    public LinkFrameKind Kind { get; private set; }

    /// <summary>The frames of the step, headers included.</summary>
    public ReadOnlyMemory<byte> Frames { get; private set; }

    /// <summary>How many frames the step has.</summary>
    public int Count { get; private set; }

    /// <summary>What is behind the header of a frame that isn't an update.</summary>
    public readonly ReadOnlySpan<byte> Body => Frames.Span[LinkFrame.HeaderLength..];

    /// <summary>The frames behind this step.</summary>
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
