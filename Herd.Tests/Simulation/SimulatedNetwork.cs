using System.Numerics;
using Akka.Actor;
using Herd.Actors.Gossip;

namespace Herd.Tests.Simulation;

/// <summary>
/// Connections with latency and bandwidth between nodes, which can be cut in either direction: <see cref="HerdSimulation"/> decides
/// when. Determined by the seed.
/// </summary>
internal sealed class SimulatedNetwork(Random random)
{
    private readonly PriorityQueue<Action, (long Ticks, long Order)> _events = new();
    private readonly HashSet<(string From, string To)> _cuts = [];
    private readonly Dictionary<string, IActorRef> _listeners = [];
    private readonly List<SimulatedConnection> _connections = [];
    private long _order;

    public TimeSpan Now { get; private set; }

    public Random Random { get; } = random;

    public LinkTraffic Traffic { get; } = new();

    /// <summary>A connection's send buffer. The smaller, the longer a catch-up takes, and the more happens meanwhile.</summary>
    public int BufferBytes { get; set; } = 16 * 1024;

    /// <summary>A hash of all events and their times, including messages to actors.</summary>
    public ulong Trace { get; private set; }

    /// <summary>Bytes per second of slow links; links not listed are fast.</summary>
    public Dictionary<(string From, string To), long> BytesPerSecond { get; } = [];

    public void At(TimeSpan time, Action action) => _events.Enqueue(action, (Math.Max(time.Ticks, Now.Ticks), _order++));

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    public TimeSpan? NextEvent => _events.TryPeek(out _, out var due) ? TimeSpan.FromTicks(due.Ticks) : null;

    public void RunTo(TimeSpan time)
    {
        while (_events.TryPeek(out var action, out var due) && due.Ticks <= time.Ticks)
        {
            _events.Dequeue();
            Now = TimeSpan.FromTicks(due.Ticks);
            AddToTrace((ulong)due.Ticks);
            AddToTrace((ulong)due.Order);
            action();
        }

        Now = time;
    }

    public void Cut(string from, string to) => _cuts.Add((from, to));

    public void Heal()
    {
        _cuts.Clear();
        BytesPerSecond.Clear();
    }

    public bool IsCut(string from, string to) => _cuts.Contains((from, to));

    public void Listen(string node, IActorRef gossip) => _listeners[node] = gossip;

    /// <summary>A node vanishes at once. Silently: its machine is gone too, and nobody is notified.</summary>
    public void Vanish(string node, bool silently)
    {
        _listeners.Remove(node);
        foreach (var connection in _connections.Where(connection => connection.From == node).ToList())
            connection.Vanish(silently);
    }

    public void Forget(SimulatedConnection connection)
    {
        _connections.Remove(connection);
        Traffic.Forget(connection);
    }

    public TimeSpan Latency() => TimeSpan.FromMicroseconds(50 + Random.Next(2_000));

    public ILinkConnector ConnectorOf(string node) => new Connector(this, node);

    public void Tell(IActorRef to, object message)
    {
        foreach (var letter in message.GetType().Name)
            AddToTrace(letter);
        if (message is LinkRead read)
            AddToTrace((ulong)read.Frames.Length);
        to.Tell(message, ActorRefs.NoSender);
    }

    private void AddToTrace(ulong value) => Trace = (BitOperations.RotateLeft(Trace, 5) ^ value) * 0x9E37_79B9_7F4A_7C15;

    private void Connect(string from, Neighbour to, TimeSpan timeout, IActorRef replyTo)
    {
        if (IsCut(from, to.Host) || IsCut(to.Host, from))
        {
            After(timeout, () => Tell(replyTo, new LinkNotConnected("no answer")));
            return;
        }

        After(Latency(), () =>
        {
            if (!_listeners.TryGetValue(to.Host, out var gossip))
            {
                Tell(replyTo, new LinkNotConnected("refused"));
                return;
            }

            var (near, far) = SimulatedConnection.Pair(this, from, to.Host);
            _connections.Add(near);
            _connections.Add(far);
            Tell(gossip, new GossipActor.Called(far));
            Tell(replyTo, new LinkConnected(near));
        });
    }

    private sealed class Connector(SimulatedNetwork network, string node) : ILinkConnector
    {
        public void Connect(Neighbour neighbour, TimeSpan timeout, IActorRef replyTo) =>
            network.Connect(node, neighbour, timeout, replyTo);
    }
}
