using Herd.Actors.Gossip;
using Herd.Actors.Protocol;

namespace Herd.Tests.Simulation;

/// <summary>
/// Counts what goes over links, and finds frames that nobody needed: an update that circles, one that is sent twice over a
/// link or back to where it came from.
/// </summary>
internal sealed class LinkTraffic
{
    /// <summary>More often than an update is of use in one stretch of a link's life, however nodes restart around it: it circles.</summary>
    private const int MaxTimes = 10;

    private readonly Dictionary<SimulatedConnection, Direction> _directions = [];
    private readonly Dictionary<(string Node, Stamp Stamp), SimulatedConnection> _firstReceipts = [];
    private bool _isCalm;

    /// <summary>Update frames sent since <see cref="BeginCalm"/> or <see cref="CountAnew"/>.</summary>
    public long Updates { get; private set; }

    private readonly record struct Stamp(int Origin, ulong Epoch, ulong Sequence);

    /// <summary>From here on no link is lost and nobody lacks anything: only floods and heartbeats are sent.</summary>
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

    /// <summary>A node sends whole frames.</summary>
    /// <exception cref="SimulationFailedException">They aren't needed.</exception>
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

    /// <summary>A node is given whole frames.</summary>
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
        // It is flooded again when it came behind a gap and is the next one now, or when its epoch was forgotten meanwhile.
        if (times > (_isCalm ? 1 : MaxTimes))
            throw new SimulationFailedException($"{by.From} sent {stamp} to {by.Remote} {times} times");
    }

    /// <summary>What one end of a connection sends.</summary>
    private sealed class Direction
    {
        /// <summary>Behind the catch-up.</summary>
        public bool IsLive { get; set; }

        public Dictionary<Stamp, int> Sent { get; } = [];

        public void StartOver()
        {
            IsLive = false;
            Sent.Clear();
        }
    }
}
