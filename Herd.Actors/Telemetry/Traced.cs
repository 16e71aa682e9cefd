using System.Diagnostics;
using Herd.Actors.Gossip;

namespace Herd.Actors.Telemetry;

/// <summary>A span's context, sent in a frame before a block's first update: 16 bytes trace ID, 8 bytes span ID.</summary>
public sealed record Traced(ActivityContext Context)
{
    private const int TraceIdLength = 16;
    private const int BodyLength = TraceIdLength + 8;

    /// <summary>Null: there is no span, or it isn't recorded.</summary>
    public static Traced? By(Activity? span) => span is { Recorded: true } ? new Traced(span.Context) : null;

    /// <returns>Null: not the body of a <see cref="LinkFrameKind.Trace"/>.</returns>
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
