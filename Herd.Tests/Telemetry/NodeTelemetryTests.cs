using System.Diagnostics;
using Herd.Actors.Gossip;
using Herd.Actors.Telemetry;
using Xunit;

namespace Herd.Tests.Telemetry;

public class NodeTelemetryTests
{
    private readonly NodeTelemetry _telemetry = new("Ada");

    [Fact]
    public void Links_that_have_ended_make_room_for_others()
    {
        var kept = _telemetry.LinkWith("kept");
        (kept.IsInUse, kept.Received) = (true, 7);

        for (var i = 0; i < 3 * NodeTelemetry.MaxLinks; i++)
            _telemetry.LinkWith($"guest-{i}");

        Assert.InRange(_telemetry.Links.Count(), 2, NodeTelemetry.MaxLinks);
        Assert.Same(kept, _telemetry.LinkWith("kept"));
    }

    [Fact]
    public void Each_reason_has_its_own_count()
    {
        foreach (var reason in Enum.GetValues<RefusalReason>())
            Assert.Equal(0, _telemetry.RefusalsFor(reason));

        _telemetry.Refused(RefusalReason.TooLong);
        _telemetry.Refused(RefusalReason.TooLong);
        _telemetry.Refused(RefusalReason.Invalid);
        _telemetry.Reported(stored: 3, stale: 2, refused: 4);

        Assert.Equal(
            [(RefusalReason.Invalid, 1L), (RefusalReason.TooLong, 2L), (RefusalReason.Full, 4L)],
            Enum.GetValues<RefusalReason>().Select(reason => (reason, _telemetry.RefusalsFor(reason))).Where(count => count.Item2 > 0));
        Assert.Equal((3, 2), (_telemetry.Stored, _telemetry.Stale));
    }

    [Fact]
    public void While_nobody_listens_there_are_no_spans()
    {
        // Listeners elsewhere in this process listen to other nodes.
        Assert.Null(_telemetry.Start("iamat", ActivityKind.Server));
        Assert.Null(_telemetry.StartAfter("registry learn", ActivityKind.Internal, null));
        Assert.Null(Traced.By(null));
    }

    [Fact]
    public void A_trace_comes_back_from_its_frame()
    {
        var context = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

        var frame = new Traced(context).ToFrame().Span;

        Assert.Equal((byte)LinkFrameKind.Trace, frame[4]);
        var read = Traced.TryRead(frame[LinkFrame.HeaderLength..])!.Context;
        Assert.Equal((context.TraceId, context.SpanId, ActivityTraceFlags.Recorded, true), (read.TraceId, read.SpanId, read.TraceFlags, read.IsRemote));
    }
}
