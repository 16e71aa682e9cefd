using Herd.Actors.Gossip;
using Herd.Actors.Protocol;

namespace Herd.Tests.Simulation;

/// <summary>Counts frames on links, and finds needless ones: updates that circle, or are sent twice or back to their sender.</summary>
internal sealed class LinkTraffic
{
    /// <summary>Restarts may cause repeats, but no more of one update on a live link; beyond that it circles.</summary>
    private const int MaxTimes = 10;

    private readonly Dictionary<SimulatedConnection, Direction> _directions = [];
    private readonly Dictionary<(string Node, Stamp Stamp), SimulatedConnection> _firstReceipts = [];
    private bool _isCalm;

    public long Updates { get; private set; }

    private readonly record struct Stamp(int Origin, ulong Epoch, ulong Sequence);

    /// <summary>From here on no link is lost and nothing is missing, so only floods and heartbeats may be sent.</summary>
    public void BeginCalm()
    {
        (_isCalm, Updates) = (true, 0);
        _directions.Clear();
        _firstReceipts.Clear();
    }

    public void CountAnew() => Updates = 0;

    public void EndCalm()
    {
        _isCalm = false;
        _directions.Clear();
    }

    public void Sent(SimulatedConnection by, ReadOnlySpan<byte> frames)
    {
        if (!_directions.TryGetValue(by, out var direction))
            _directions[by] = direction = new Direction();
        for (; !frames.IsEmpty; frames = frames[(int)UpdateFrame.LengthOf(frames)..])
        {
            var kind = (LinkFrameKind)frames[4];
            if (kind == LinkFrameKind.Update)
                SentUpdate(by, direction, StampOf(frames));
            else if (_isCalm && kind != LinkFrameKind.Heartbeat)
                throw new SimulationFailedException($"{by.From} sent a {kind} to {by.Remote}, though nothing was missing");
            else if (kind == LinkFrameKind.Covered)
                direction.IsLive = true;
            else if (kind == LinkFrameKind.Overflow)
                direction.StartOver();
        }
    }

    public void Received(SimulatedConnection by, ReadOnlySpan<byte> frames)
    {
        for (; !frames.IsEmpty; frames = frames[(int)UpdateFrame.LengthOf(frames)..])
        {
            var kind = (LinkFrameKind)frames[4];
            if (kind == LinkFrameKind.Update && _isCalm)
                _firstReceipts.TryAdd((by.From, StampOf(frames)), by);
            else if (kind == LinkFrameKind.Have && _directions.TryGetValue(by, out var direction))
                direction.StartOver();
        }
    }

    public void Forget(SimulatedConnection connection) => _directions.Remove(connection);

    private static Stamp StampOf(ReadOnlySpan<byte> bytes)
    {
        var frame = new UpdateFrame(bytes);
        var hash = new HashCode();
        hash.AddBytes(frame.Origin);
        return new Stamp(hash.ToHashCode(), frame.Epoch, frame.Sequence);
    }

    private void SentUpdate(SimulatedConnection by, Direction direction, Stamp stamp)
    {
        Updates++;
        if (_isCalm && _firstReceipts.GetValueOrDefault((by.From, stamp)) == by)
            throw new SimulationFailedException($"{by.From} sent {stamp} back to {by.Remote}");
        if (!_isCalm && !direction.IsLive)
            return;
        var times = direction.Sent[stamp] = direction.Sent.GetValueOrDefault(stamp) + 1;
        // Repeats are right after a gap is filled, or after the epoch was forgotten meanwhile.
        if (times > (_isCalm ? 1 : MaxTimes))
            throw new SimulationFailedException($"{by.From} sent {stamp} to {by.Remote} {times} times");
    }

    private sealed class Direction
    {
        /// <summary>Whether the catch-up is complete.</summary>
        public bool IsLive { get; set; }

        public Dictionary<Stamp, int> Sent { get; } = [];

        public void StartOver()
        {
            IsLive = false;
            Sent.Clear();
        }
    }
}
