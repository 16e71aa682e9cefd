using Herd.Actors.Gossip;

namespace Herd.Tests.Membership;

internal sealed class SimulatedLink(ClusterWorld world, SimulatedMember one, SimulatedMember other)
{
    private readonly TimeSpan _made = world.Now;
    private readonly Dictionary<SimulatedMember, long> _delivered = new() { [one] = 0, [other] = 0 };
    private TimeSpan? _silentSince;
    private long _sent;
    private bool _isClosed;

    /// <summary>Receipts, simulated as one heartbeat per second.</summary>
    public long Reads => (long)(world.Now - _made).TotalSeconds;

    public SimulatedMember OtherThan(SimulatedMember side) => side == one ? other : one;

    /// <summary>Only the last message counts. It arrives once it can, unless the link is closed.</summary>
    public void Send(SimulatedMember from, Presence presence)
    {
        var number = ++_sent;
        world.After(world.Between(2, 60), Deliver);

        void Deliver()
        {
            var to = OtherThan(from);
            if (_isClosed || _delivered[to] >= number)
                return;
            if (!world.CanTalk(from.Host, to.Host))
            {
                world.After(ClusterWorld.Ms(100), Deliver);
                return;
            }

            _delivered[to] = number;
            to.OnLinkShown(this, presence);
        }
    }

    public void Close() => _isClosed = true;

    /// <summary>A peer's end is noticed at once, silence after a while.</summary>
    public bool IsDead(SimulatedMember side)
    {
        var peer = OtherThan(side);
        if (world.CanTalk(side.Host, peer.Host))
        {
            _silentSince = null;
            return _isClosed || !peer.IsRunning;
        }

        _silentSince ??= world.Now;
        return world.Now - _silentSince > ClusterWorld.Ms(3_500);
    }
}
