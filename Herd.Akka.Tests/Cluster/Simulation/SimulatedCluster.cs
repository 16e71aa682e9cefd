using Akka.Actor;

namespace Akka.Cluster.Tests.Simulation;

/// <summary>
/// Nodes on a network that delays, reorders and loses messages and is cut, in virtual time; all from one seed.
/// </summary>
internal sealed class SimulatedCluster
{
    private readonly PriorityQueue<(SimulatedNode? Node, Action Run), (long At, long Number)> _agenda = new();
    private readonly ClusterSettings _settings;
    private readonly List<SimulatedNode> _all = [];
    private readonly HashSet<UniqueAddress> _downed = [];
    private readonly Queue<string> _log = new();
    private readonly Dictionary<int, int> _side = [];
    private readonly Dictionary<string, string> _states = [];
    private long _number;

    public SimulatedCluster(int seed, ClusterSettings settings)
    {
        Seed = seed;
        Random = new Random(seed);
        _settings = settings;
    }

    public int Seed { get; }

    public Random Random { get; }

    /// <summary>Milliseconds.</summary>
    public long Time { get; private set; }

    /// <summary>How many messages of a hundred are lost.</summary>
    public int Loss { get; set; }

    public List<SimulatedNode> Alive => _all.FindAll(node => node.IsAlive);

    /// <summary>Starts a node, or a new incarnation of a crashed one, which asks members until one lets it in.</summary>
    public SimulatedNode Start(int number, bool alone = false)
    {
        var node = new SimulatedNode(this, ClusterTestSettings.Node(number, _all.Count + 1), _settings);
        _all.Add(node);
        Log($"start {number}#{node.Self.Uid}");
        Every(1000, node, node.Core.GossipTick);
        Every(1000, node, node.LeaderTick);
        Every(1000, node, node.Core.ReaperTick);
        Every(1000, node, node.HeartbeatTick);
        if (alone)
            node.Core.JoinTo(node.Self.Address);
        else
            AskToJoin(node);
        return node;
    }

    public void Crash(SimulatedNode node)
    {
        Log($"crash {node.Self.Address.Port}#{node.Self.Uid}");
        node.IsAlive = false;
    }

    public void Down(SimulatedNode at, Member member)
    {
        if (member.Status == MemberStatus.Down)
            return;
        Log($"{at.Self.Address.Port} downs {member}");
        _downed.UnionWith(at.Core.State.Gossip.Members.Where(other => other.Address == member.Address).Select(other => other.UniqueAddress));
        at.Core.Down(member.Address);
    }

    public bool WasDowned(UniqueAddress node) => _downed.Contains(node);

    /// <summary>Parts the network into as many sides.</summary>
    public void Cut(int sides)
    {
        foreach (var node in _all)
            _side[node.Self.Address.Port!.Value] = Random.Next(sides);
        Log($"cut {string.Join(" ", _side.Select(side => $"{side.Key}:{side.Value}"))}");
    }

    public void Heal()
    {
        _side.Clear();
        Log("heal");
    }

    public void Send(SimulatedNode from, Address to, IClusterMessage message)
    {
        if (!from.IsAlive || Random.Next(100) < Loss || Side(from.Self.Address) != Side(to))
            return;
        // A receiver is whoever is at the address when the message comes.
        Schedule(Random.Next(1, Random.Next(10) == 0 ? 2000 : 50), null, () =>
        {
            // A connection ends with its node: nothing of an old incarnation comes behind the new one's messages.
            if (Side(from.Self.Address) == Side(to) && _all.FindLast(node => node.Self.Address == from.Self.Address) == from)
                Alive.Find(node => node.Self.Address == to)?.Receive(message);
        });
    }

    public void After(long milliseconds, SimulatedNode node, Action run) => Schedule(milliseconds, node, run);

    public void RunUntil(long time)
    {
        while (_agenda.TryPeek(out _, out var next) && next.At <= time)
        {
            var (node, run) = _agenda.Dequeue();
            Time = next.At;
            if (node?.IsAlive ?? true)
                run();
        }
        Time = time;
    }

    /// <summary>True when no node has had another state of the same version.</summary>
    public bool IsKnownAs(Gossip gossip)
    {
        var version = string.Join(' ', gossip.Version.Versions.Select(count => $"{count.Key.Uid}:{count.Value}"));
        var state = string.Join(' ', gossip.Members.Select(member => $"{member.UniqueAddress.Uid}:{member.Status}:{member.UpNumber}"))
            + string.Join(' ', gossip.Tombstones.Keys.Select(node => node.Uid))
            + string.Join(' ', gossip.Reachability.Views.Select(view => $"{view.Key.Uid}:{view.Value.Version}:{string.Join(',', view.Value.Subjects.Select(subject => $"{subject.Key.Uid}{subject.Value}"))}"));
        return !_states.TryAdd(version, state) ? _states[version] == state : true;
    }

    public void Log(string line)
    {
        _log.Enqueue($"{Time / 1000.0:0.000} {line}");
        if (_log.Count > 200)
            _log.Dequeue();
    }

    public void Check(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"Seed {Seed} at {Time} ms: {what}\n{string.Join('\n', _log)}");
    }

    private int Side(Address node) => _side.GetValueOrDefault(node.Port!.Value);

    private void AskToJoin(SimulatedNode node)
    {
        if (node.Core.IsMember)
            return;
        var members = Alive.FindAll(other => other != node && other.Core.IsMember);
        if (members.Count > 0)
            node.Core.JoinTo(members[Random.Next(members.Count)].Self.Address);
        Schedule(3000, node, () => AskToJoin(node));
    }

    private void Every(long milliseconds, SimulatedNode node, Action run)
    {
        Schedule(Random.NextInt64(milliseconds), node, Again);

        void Again()
        {
            run();
            Schedule(milliseconds, node, Again);
        }
    }

    private void Schedule(long milliseconds, SimulatedNode? node, Action run) => _agenda.Enqueue((node, run), (Time + milliseconds, _number++));
}
