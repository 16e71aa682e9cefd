using System.Diagnostics;
using Herd.Actors.Gossip;

namespace Herd.Actors.Telemetry;

/// <summary>
/// Goes with the first update of a block, from span to span and from node to node. On a link it is a frame of its own before
/// the update's: 16 bytes of trace ID, 8 bytes of the sending span's ID.
/// </summary>
/// <param name="Context">The span that comes before.</param>
public sealed record Traced(ActivityContext Context)
{
    private const int TraceIdLength = 16;
    private const int BodyLength = TraceIdLength + 8;

    /// <summary>What follows a span; null: there is none, or it isn't kept.</summary>
    public static Traced? By(Activity? span) => span is { Recorded: true } ? new Traced(span.Context) : null;

    /// <summary>The body of a <see cref="LinkFrameKind.Trace"/>; null: it is none.</summary>
    internal static Traced? TryRead(ReadOnlySpan<byte> body)
    {
        if (body.Length != BodyLength || !body[..TraceIdLength].ContainsAnyExcept((byte)0) || !body[TraceIdLength..].ContainsAnyExcept((byte)0))
            return null;
        return new Traced(new ActivityContext(
            ActivityTraceId.CreateFromBytes(body[..TraceIdLength]),
            ActivitySpanId.CreateFromBytes(body[TraceIdLength..]),
            ActivityTraceFlags.Recorded,
            isRemote: true));
    }

    internal ReadOnlyMemory<byte> ToFrame()
    {
        Span<byte> body = stackalloc byte[BodyLength];
        Context.TraceId.CopyTo(body[..TraceIdLength]);
        Context.SpanId.CopyTo(body[TraceIdLength..]);
        return LinkFrame.Write(LinkFrameKind.Trace, body);
    }
}
